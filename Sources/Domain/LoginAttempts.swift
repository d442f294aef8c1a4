/// Wrong passwords in a row, and how long they make the next attempt wait: longer each time, and never longer than a
/// minute, so that nobody can lock a person out for good.
package struct LoginAttempts: Equatable, Sendable {
  package let failures: Int
  package let lastFailedAt: Timestamp

  package init(failures: Int, lastFailedAt: Timestamp) {
    self.failures = failures
    self.lastFailedAt = lastFailedAt
  }

  /// Failures that cost nothing: people mistype.
  package static let free = 4
  /// Seconds.
  package static let longestWait: Int64 = 60
  /// Seconds after which failures are forgotten.
  package static let memory: Int64 = 900

  /// Whole seconds until the next attempt is heard; 0 for now. Doubles from 1 to 60.
  package func wait(at time: Timestamp) -> Int64 {
    guard failures > Self.free else { return 0 }
    let pause = min(Self.longestWait, 1 << Int64(min(failures - Self.free - 1, 6)))
    let left = (lastFailedAt + pause).microseconds - time.microseconds
    return max(0, (left + 999_999) / 1_000_000)
  }

  /// These and one more, at `time`.
  package static func after(_ before: LoginAttempts?, failureAt time: Timestamp) -> LoginAttempts {
    guard let before, time < before.lastFailedAt + memory else { return LoginAttempts(failures: 1, lastFailedAt: time) }
    return LoginAttempts(failures: before.failures + 1, lastFailedAt: time)
  }
}

/// What a password is tried for: each is counted on its own, so that a stranger who tries a name does not hold up the
/// person who is logged in.
package enum PasswordUse: Equatable, Sendable {
  /// A login with this name or e-mail, whether or not anyone has it.
  case login(String)
  /// A confirmation within an open session of this user.
  case confirmation(UserID)
}
