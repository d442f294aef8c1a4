import Domain
import MariaDB

/// The tables `login_attempts`, in which all workers count together, and `known_networks`.
extension Sessions {
  package func attempt(_ uses: [PasswordUse]) throws(StoreError) -> Duration {
    try translated(
      try connection.transaction { () throws(MariaDBError) in
        var wait = Duration.zero
        var failures: [Int] = []
        for use in uses {
          let before = try locked(use)
          wait = max(wait, before.wait(use.limit))
          failures.append(before.next(use.limit))
        }
        guard wait == .zero else { return wait }
        for (use, failures) in zip(uses, failures) {
          try connection.write(
            """
            UPDATE login_attempts SET failures = \(failures), last_failed_at = UTC_TIMESTAMP(6)
            WHERE login_hash = \(use.key)
            """)
        }
        return .zero
      })
  }

  /// Locks the row of `use`, so that a hundred simultaneous guesses are counted one after another.
  private func locked(_ use: PasswordUse) throws(MariaDBError) -> LoginAttempts {
    // A row that does not exist cannot be locked.
    try connection.write(
      """
      INSERT INTO login_attempts (login_hash, failures, last_failed_at) VALUES (\(use.key), 0, UTC_TIMESTAMP(6))
      ON DUPLICATE KEY UPDATE failures = failures
      """)
    return try connection.rows(
      """
      SELECT failures, TIMESTAMPDIFF(MICROSECOND, last_failed_at, UTC_TIMESTAMP(6)) FROM login_attempts
      WHERE login_hash = \(use.key) FOR UPDATE
      """
    ) { try LoginAttempts(failures: Int($0.integer(0)), age: .microseconds($0.integer(1))) }.first
      ?? LoginAttempts(failures: 0, age: .zero)
  }

  package func forgive(_ uses: [PasswordUse]) throws(StoreError) {
    try translatingErrors { () throws(MariaDBError) in
      for use in uses {
        switch use {
        case .login, .confirmation:
          try connection.write("DELETE FROM login_attempts WHERE login_hash = \(use.key)")
        case .loginOfStranger:
          // Wrong guesses by others still count.
          try connection.write(
            "UPDATE login_attempts SET failures = failures - 1 WHERE login_hash = \(use.key) AND failures > 0")
        }
      }
    }
  }

  package func knows(_ networks: [[UInt8]], _ user: UserID, at time: Timestamp) throws(StoreError) -> Bool {
    try translated(
      try !connection.rows(
        """
        SELECT 1 FROM known_networks
        WHERE user_id = \(user) AND network_hash IN (\(SQL.joined(networks.map { "\($0)" }, by: ", ")))
          AND last_used_at > \(time - KnownNetwork.memory)
        """
      ) { try $0.integer(0) }.isEmpty)
  }

  /// Belongs in the transaction that opens or refreshes a session.
  func remember(_ network: [UInt8], of user: UserID, at time: Timestamp) throws(MariaDBError) {
    try connection.write(
      """
      INSERT INTO known_networks (user_id, network_hash, last_used_at) VALUES (\(user), \(network), \(time))
      ON DUPLICATE KEY UPDATE last_used_at = VALUES(last_used_at)
      """)
    let count = try connection.rows("SELECT COUNT(*) FROM known_networks WHERE user_id = \(user)") {
      try Int($0.integer(0))
    }[0]
    guard count > KnownNetwork.most else { return }
    try connection.write(
      """
      DELETE FROM known_networks WHERE user_id = \(user)
      ORDER BY last_used_at LIMIT \(count - KnownNetwork.most)
      """)
  }
}

extension PasswordUse {
  fileprivate var key: SQL {
    switch self {
    case .login(let name, let network): "UNHEX(SHA2(CONCAT(\(network), \(Self.weight(name))), 256))"
    case .loginOfStranger(let name): "UNHEX(SHA2(\(Self.weight(name)), 256))"
    case .confirmation(let user): "UNHEX(SHA2(CONCAT('user ', \(user)), 256))"
    }
  }

  /// Names that the unique key of `users` treats as equal have the same weight in its collation.
  private static func weight(_ name: String) -> SQL {
    "WEIGHT_STRING(CONVERT(\(name) USING utf8mb4) COLLATE utf8mb4_uca1400_nopad_ai_ci)"
  }
}
