import Domain
import Testing

struct LoginAttemptsTests {
  private let start = Timestamp(seconds: 1_000)

  @Test(arguments: [
    (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (12, 60), (1_000_000, 60),
  ])
  func `the wait doubles after four free attempts and stops at a minute`(failures: Int, seconds: Int64) {
    #expect(LoginAttempts(failures: failures, lastFailedAt: start).wait(at: start) == seconds)
  }

  @Test func `a wait passes, and a begun second counts whole`() {
    let attempts = LoginAttempts(failures: 6, lastFailedAt: start)
    #expect(attempts.wait(at: Timestamp(microseconds: 1_000_000_001)) == 2)
    #expect(attempts.wait(at: start + 1) == 1)
    #expect(attempts.wait(at: start + 2) == 0)
    #expect(attempts.wait(at: start + 1_000) == 0)
  }

  @Test func `failures add up until they are forgotten`() {
    let first = LoginAttempts.after(nil, failureAt: start)
    #expect(first == LoginAttempts(failures: 1, lastFailedAt: start))
    #expect(LoginAttempts.after(first, failureAt: start + 899) == LoginAttempts(failures: 2, lastFailedAt: start + 899))
    #expect(LoginAttempts.after(first, failureAt: start + 900) == LoginAttempts(failures: 1, lastFailedAt: start + 900))
  }
}
