import Domain
import Testing

struct LoginAttemptsTests {
  /// - Parameter age: microseconds.
  private func attempts(_ failures: Int, age: Int64 = 0) -> LoginAttempts {
    LoginAttempts(failures: failures, age: .microseconds(age))
  }

  @Test(arguments: [
    (0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (12, 60), (1_000_000, 60),
  ])
  func `the wait begins with the fifth failure and doubles up to a minute`(failures: Int, seconds: Int64) {
    #expect(attempts(failures).wait(.person) == .seconds(seconds))
    // Strangers have a hundred free failures.
    #expect(failures > 12 || attempts(failures + 96).wait(.strangers) == .seconds(seconds))
    #expect(attempts(failures).next(.person) == failures + 1)
  }

  @Test func `the rest of a wait is rounded up to whole seconds`() {
    #expect(attempts(6, age: 1).wait(.person) == .seconds(2))
    #expect(attempts(6, age: 1_000_000).wait(.person) == .seconds(1))
    #expect(attempts(6, age: 2_000_000).wait(.person) == .zero)
  }

  @Test func `failures are forgotten after fifteen minutes, and those of strangers after a day`() {
    #expect(attempts(9, age: 899_999_999).next(.person) == 10 && attempts(9, age: 900_000_000).next(.person) == 1)
    #expect(attempts(9, age: 86_399_999_999).next(.strangers) == 10)
    #expect(attempts(9, age: 86_400_000_000).next(.strangers) == 1)
  }

  @Test func `failures more than a minute in the future are ignored`() {
    // The row changed while the request waited to read it.
    #expect(attempts(1_000, age: -60_000_000).wait(.person) == .seconds(60) && attempts(7, age: -1).next(.person) == 8)
    // The clock was set back.
    #expect(
      attempts(1_000, age: -60_000_001).wait(.person) == .zero && attempts(7, age: -60_000_001).next(.person) == 1)
    #expect(attempts(1_000, age: .min).wait(.strangers) == .zero)
  }
}
