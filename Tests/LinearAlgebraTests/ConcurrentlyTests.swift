import Testing

@testable import LinearAlgebra

struct ConcurrentlyTests {
  @Test(arguments: [0, 1, 2, 7, 100])
  func `results of concurrent work are in the order of their numbers`(count: Int) {
    #expect(concurrently(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }
}
