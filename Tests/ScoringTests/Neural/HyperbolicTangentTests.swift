import Glibc
import Testing

@testable import Scoring

struct HyperbolicTangentTests {
  @Test func `the vector tangent equals the library's`() {
    for start in stride(from: Float(-20), to: 20, by: 0.013) {
      var numbers = SIMD16<Float>()
      for place in numbers.indices { numbers[place] = start + Float(place) * 0.0007 }
      let tangents = hyperbolicTangent(numbers)
      for place in numbers.indices { #expect(abs(Double(tangents[place]) - tanh(Double(numbers[place]))) < 3e-7) }
    }
  }

  @Test(arguments: [(0, 0), (.infinity, 1), (-.infinity, -1), (1e30, 1), (-1e30, -1), (1e-38, 0)] as [(Float, Float)])
  func `the vector tangent of extreme numbers is at its limits`(number: Float, tangent: Float) {
    #expect(abs(hyperbolicTangent(SIMD16(repeating: number))[7] - tangent) < 1e-7)
  }

  @Test func `the vector tangent of NaN is NaN`() { #expect(hyperbolicTangent(SIMD16(repeating: .nan))[0].isNaN) }
}
