import CMariaDB

/// An error reported by the server or the connector. It carries the statement, but never its values.
package struct MariaDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// As in `mysqld_error.h` (1000 and above) and `errmsg.h` (2000 and above).
  package let code: Int
  /// SQLSTATE, five characters.
  package let state: String
  /// The server's text, without the values that it quotes.
  package let message: String
  /// Nil while connecting.
  package let statement: String?

  package init(code: Int, state: String = "HY000", message: String, statement: String?) {
    self.code = code
    self.state = state
    self.message = Self.quotingValues.contains(Int32(truncatingIfNeeded: code)) ? Self.withoutValue(message) : message
    self.statement = statement
  }

  /// An impossible value in a row. The server found nothing wrong with it.
  init(_ value: ImpossibleValue, statement: String) {
    self.init(code: ImpossibleValue.code, message: value.description, statement: statement)
  }

  package var description: String {
    let what = code == ImpossibleValue.code ? "impossible row: \(message)" : "MariaDB \(code) (\(state)): \(message)"
    // Lists make some statements long, but the beginning identifies them. It goes on one line, as logs and terminals
    // expect.
    let beginning = statement?.prefix(200).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return what + (beginning.map { " in: \($0)" } ?? "")
  }

  /// What the error means for the caller. A failure to connect is `lost`, whatever its code. A duplicate primary key is
  /// a conflict: either AUTO_INCREMENT gave the number twice, or another session is inserting the same row right now.
  package var failure: Failure {
    if statement == nil { return .lost }
    return ["PRIMARY", "id"].contains(duplicateKey) ? .conflict : Failure(code: code)
  }

  /// Whether the server, or something on the path to it, has refused the connection: waiting would not help.
  package var isRefusal: Bool { statement == nil && Self.refusals.contains(Int32(truncatingIfNeeded: code)) }

  private static let refusals: Set<Int32> = [
    ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR, ER_DBACCESS_DENIED_ERROR, ER_BAD_DB_ERROR,
    ER_HOST_NOT_PRIVILEGED, ER_NOT_SUPPORTED_AUTH_MODE, ER_MUST_CHANGE_PASSWORD_LOGIN, ER_ACCOUNT_HAS_BEEN_LOCKED,
    ER_UNKNOWN_SYSTEM_VARIABLE, ER_WRONG_VALUE_FOR_VAR, CR_SSL_CONNECTION_ERROR, CR_SECURE_AUTH,
    CR_AUTH_PLUGIN_CANNOT_LOAD,
  ]

  /// Whether the requested database does not exist (`ER_BAD_DB_ERROR`).
  package var isUnknownDatabase: Bool { code == ER_BAD_DB_ERROR }

  /// Whether the requested table does not exist (`ER_NO_SUCH_TABLE`).
  package var isUnknownTable: Bool { code == ER_NO_SUCH_TABLE }

  /// The name of the unique key that already has the value; nil for other errors.
  package var duplicateKey: String? {
    guard Failure(code: code) == .duplicate else { return nil }
    return Self.lastQuoted(message, quote: "'")
  }

  /// The column whose foreign key refers to a missing row; nil for other errors.
  package var brokenForeignKey: String? {
    guard Failure(code: code) == .missing, let start = message.firstRange(of: "FOREIGN KEY (`")?.upperBound else {
      return nil
    }
    return String(message[start...].prefix { $0 != "`" })
  }

  /// Codes of messages that quote a value: duplicate entry '…' for key 'k'; incorrect … value: '…' for column 'c';
  /// truncated incorrect … value: '…'.
  private static let quotingValues: Set<Int32> = [
    ER_DUP_ENTRY, ER_TRUNCATED_WRONG_VALUE, ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, ER_WRONG_VALUE_FOR_TYPE, ER_WRONG_VALUE,
    ER_DUP_ENTRY_WITH_KEY_NAME,
  ]

  /// Keeps the text before and after the value. The value may contain quotes, so it ends at the last quote that could
  /// close it.
  private static func withoutValue(_ message: String) -> String {
    guard let start = message.firstIndex(of: "'") else { return message }
    let parts = message[start...].split(separator: "' for ", omittingEmptySubsequences: false)
    guard parts.count > 1, let rest = parts.last else { return message[..<start] + "…" }
    return message[..<start] + "… for " + rest
  }

  private static func lastQuoted(_ text: String, quote: Character) -> String? {
    let parts = text.split(separator: quote, omittingEmptySubsequences: false)
    return parts.count >= 3 ? String(parts[parts.count - 2]) : nil
  }
}
