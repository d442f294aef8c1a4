import Domain
import MariaDB

extension Imports {
  /// - Parameter users: each id once.
  package func add(_ users: [ImportedUser]) throws(StoreError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var fitting: [Numbered<ImportedUser>] = []
    for (row, user) in users.enumerated() {
      if let reason = user.reasonToReject { outcome.reject(row, reason) } else { fitting.append((row, user)) }
    }
    guard !fitting.isEmpty else { return outcome }
    outcome += try transaction { () throws(MariaDBError) in try write(fitting, keepsFacts: false) }
    return outcome
  }

  // The following methods run within a transaction that may be retried. They change the state of this object only in
  // ways that stay true after a rollback.

  /// - Parameter keepsFacts: whether existing users keep their age and gender.
  func write(_ users: [Numbered<ImportedUser>], keepsFacts: Bool) throws(MariaDBError) -> ImportOutcome {
    var outcome = ImportOutcome()
    let ids = users.map { user -> SQL in "\(user.value.id)" }
    let rows = try connection.rows(
      """
      SELECT id, age, gender,
        username IS NOT NULL OR email IS NOT NULL OR password_hash IS NOT NULL OR deleted_at IS NOT NULL
      FROM users WHERE id IN (\(SQL.joined(ids, by: ", ")))
      """
    ) { row in
      (
        user: ImportedUser(
          id: try row.integer(0), age: try row.optionalInteger(1).map { Int($0) }, gender: try row.optionalText(2)),
        isAccount: try row.integer(3) != 0
      )
    }
    let existing = Dictionary(uniqueKeysWithValues: rows.map { ($0.user.id, $0) })
    var new: [ImportedUser] = []
    var changed: [ImportedUser] = []
    for (row, user) in users {
      if let before = existing[user.id] {
        if before.isAccount {
          outcome.reject(row, "the id belongs to a registered account")
          continue
        }
        if keepsFacts || (before.user.age, before.user.gender) == (user.age, user.gender) {
          outcome.unchanged += 1
        } else {
          outcome.changed += 1
          changed.append(user)
        }
      } else {
        outcome.added += 1
        new.append(user)
      }
      importedUsers.insert(user.id)
    }
    // If a user registers meanwhile and gets one of the new ids, the statement must fail, not update that account.
    if !new.isEmpty { try connection.write("INSERT INTO users (id, age, gender, created_at) VALUES \(values(new))") }
    if !changed.isEmpty {
      try connection.write(
        """
        INSERT INTO users (id, age, gender, created_at) VALUES \(values(changed))
        ON DUPLICATE KEY UPDATE age = VALUES(age), gender = VALUES(gender)
        """)
    }
    return outcome
  }

  private func values(_ users: [ImportedUser]) -> SQL {
    SQL.joined(users.map { user -> SQL in "(\(user.id), \(user.age), \(user.gender), \(time))" }, by: ", ")
  }
}

extension ImportedUser {
  /// The integers that JSON carries exactly to every client (RFC 8259 §6), without the upper half of the positive
  /// ones. That half is left to registered users, who get ids above all imported ones.
  private static let ids: ClosedRange<UserID> = -(1 << 53) + 1...1 << 52

  /// Nil if an imported user may have this id.
  static func reasonToReject(_ id: UserID) -> String? {
    ids.contains(id) ? nil : "the user id is not within \(ids.lowerBound) to \(ids.upperBound)"
  }

  fileprivate var reasonToReject: String? {
    if let reason = Self.reasonToReject(id) { return reason }
    if let age, !(0...255).contains(age) { return "the age is not within 0 to 255" }
    if let gender, gender.unicodeScalars.count > 32 { return "the gender has more than 32 characters" }
    return nil
  }
}
