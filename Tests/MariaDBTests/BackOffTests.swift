import Testing

@testable import MariaDB

struct BackOffTests {
  @Test func `between attempts to connect, the last error is repeated`() {
    var backOff = BackOff()
    let start = ContinuousClock.now
    let error = MariaDBError(code: 2_002, message: "down", statement: nil)
    #expect(backOff.refusal(at: start) == nil)
    backOff.failed(error, at: start)
    #expect(backOff.refusal(at: start) == error)
    #expect(backOff.refusal(at: start + BackOff.firstDelay) == nil)
  }

  @Test func `the back-off grows to a limit and ends with a success`() {
    var backOff = BackOff()
    let start = ContinuousClock.now
    let error = MariaDBError(code: 2_002, message: "down", statement: nil)
    for _ in 0..<10 { backOff.failed(error, at: start) }
    #expect(backOff.refusal(at: start + BackOff.longestDelay - .milliseconds(1)) == error)
    #expect(backOff.refusal(at: start + BackOff.longestDelay) == nil)
    backOff.succeeded()
    #expect(backOff.refusal(at: start) == nil)
  }
}
