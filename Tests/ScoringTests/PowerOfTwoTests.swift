import Glibc
import Testing

@testable import Scoring

struct PowerOfTwoTests {
  @Test func `the vector exponential equals the library's`() {
    for start in stride(from: Float(-40), to: 39.98, by: 0.013) {
      var numbers = SIMD16<Float>()
      for place in numbers.indices { numbers[place] = start + Float(place) * 0.0007 }
      let powers = exponential(numbers)
      for place in numbers.indices {
        let expected = exp(Double(numbers[place]))
        // The relative error of x · log₂ e in single precision grows with x.
        #expect(abs(Double(powers[place]) - expected) < 4e-6 * expected)
      }
    }
  }

  @Test func `the vector exponential is bounded, and NaN stays NaN`() {
    for extreme: Float in [41, 1e30, .infinity] {
      #expect(exponential(SIMD16(repeating: extreme))[3] == exponential(SIMD16(repeating: 40))[3])
      #expect(exponential(SIMD16(repeating: -extreme))[3] == exponential(SIMD16(repeating: -40))[3])
    }
    #expect(exponential(SIMD16(repeating: .nan))[0].isNaN)
  }
}
