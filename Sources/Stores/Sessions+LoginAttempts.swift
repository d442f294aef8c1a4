import Domain
import MariaDB

/// The table `login_attempts`: all workers count together.
extension Sessions {
  package func attempts(_ use: PasswordUse) throws(StoreError) -> LoginAttempts? {
    try translated { () throws(MariaDBError) in
      try connection.rows(
        "SELECT failures, last_failed_at FROM login_attempts WHERE login_hash = \(use.key)"
      ) { LoginAttempts(failures: Int($0.integer(0)), lastFailedAt: $0.time(1)) }
    }.first
  }

  package func count(
    _ next: LoginAttempts, after before: LoginAttempts?, _ use: PasswordUse
  ) throws(StoreError) -> Bool {
    try translated { () throws(MariaDBError) in
      guard let before else {
        return try connection.write(
          """
          INSERT IGNORE INTO login_attempts (login_hash, failures, last_failed_at)
          VALUES (\(use.key), \(next.failures), \(next.lastFailedAt))
          """
        ).rows == 1
      }
      return try connection.write(
        """
        UPDATE login_attempts SET failures = \(next.failures), last_failed_at = \(next.lastFailedAt)
        WHERE login_hash = \(use.key) AND failures = \(before.failures) AND last_failed_at = \(before.lastFailedAt)
        """
      ).rows == 1
    }
  }

  package func removeExpired(at time: Timestamp) throws(StoreError) -> Int {
    try translated { () throws(MariaDBError) in
      var count = 0
      // A few rows at a time, so that nobody waits for their locks.
      for expired: SQL in [
        "DELETE FROM sessions WHERE expires_at <= \(time) LIMIT 1000",
        "DELETE FROM login_attempts WHERE last_failed_at < \(time + -LoginAttempts.memory) LIMIT 1000",
      ] {
        var removed = 0
        repeat {
          removed = Int(try connection.write(expired).rows)
          count += removed
        } while removed == 1_000
      }
      return count
    }
  }

  package func forgetAttempts(_ use: PasswordUse) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.write("DELETE FROM login_attempts WHERE login_hash = \(use.key)")
    }
  }
}

extension PasswordUse {
  /// Names that the unique key of `users` takes for one have one weight in its collation, and so one hash.
  fileprivate var key: SQL {
    switch self {
    case .login(let name):
      "UNHEX(SHA2(WEIGHT_STRING(CONVERT(\(name) USING utf8mb4) COLLATE utf8mb4_uca1400_nopad_ai_ci), 256))"
    case .confirmation(let user): "UNHEX(SHA2(CONCAT('user ', \(user)), 256))"
    }
  }
}
