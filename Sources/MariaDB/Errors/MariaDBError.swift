import CMariaDB

/// What the server or the connector said. Carries the statement, never its values.
package struct MariaDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// As in `mysqld_error.h` (1000 and above) and `errmsg.h` (2000 and above).
  package let code: Int
  /// SQLSTATE, five characters.
  package let state: String
  /// Without the values that the server quotes.
  package let message: String
  /// Nil while connecting.
  package let statement: String?

  package init(code: Int, state: String = "HY000", message: String, statement: String?) {
    self.code = code
    self.state = state
    self.message = Self.quotingValues.contains(code) ? Self.withoutValue(message) : message
    self.statement = statement
  }

  /// A row that holds what it cannot. The server found nothing wrong with it.
  init(_ value: ImpossibleValue, statement: String) {
    self.init(code: ImpossibleValue.code, message: value.description, statement: statement)
  }

  package var description: String {
    let what = code == ImpossibleValue.code ? "impossible row: \(message)" : "MariaDB \(code) (\(state)): \(message)"
    // Lists make some statements long; the beginning tells which it is. In one line, as all of a log and a terminal.
    let beginning = statement?.prefix(200).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return what + (beginning.map { " in: \($0)" } ?? "")
  }

  /// What it means for whoever asked. A failure to connect is one, whatever its code; and a row that has the number of
  /// another was given it by AUTO_INCREMENT, or is another's who does the same at this moment.
  package var failure: Failure {
    if statement == nil { return .lost }
    return ["PRIMARY", "id"].contains(duplicateKey) ? .conflict : Failure(code: code)
  }

  /// Whether the server, or the way to it, has refused to let us in: waiting would not help.
  package var isRefusal: Bool { statement == nil && Self.refusals.contains(Int32(truncatingIfNeeded: code)) }

  private static let refusals: Set<Int32> = [
    ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR, ER_DBACCESS_DENIED_ERROR, ER_BAD_DB_ERROR,
    ER_HOST_NOT_PRIVILEGED, ER_NOT_SUPPORTED_AUTH_MODE, ER_MUST_CHANGE_PASSWORD_LOGIN, ER_ACCOUNT_HAS_BEEN_LOCKED,
    ER_UNKNOWN_SYSTEM_VARIABLE, ER_WRONG_VALUE_FOR_VAR, CR_SSL_CONNECTION_ERROR, CR_SECURE_AUTH,
    CR_AUTH_PLUGIN_CANNOT_LOAD,
  ]

  /// There is no database of the name asked for.
  package var isUnknownDatabase: Bool { code == 1_049 }

  /// There is no table of the name asked for.
  package var isUnknownTable: Bool { code == 1_146 }

  /// A unique key has the value already: the key's name.
  package var duplicateKey: String? {
    guard Failure(code: code) == .duplicate else { return nil }
    return Self.lastQuoted(message, quote: "'")
  }

  /// A row refers to one that is not there: the referring column.
  package var brokenForeignKey: String? {
    guard Failure(code: code) == .missing, let start = message.firstRange(of: "FOREIGN KEY (`")?.upperBound else {
      return nil
    }
    return String(message[start...].prefix { $0 != "`" })
  }

  /// Duplicate entry '…' for key 'k'; incorrect … value: '…' for column 'c'; truncated incorrect … value: '…'.
  private static let quotingValues: Set<Int> = [1_062, 1_292, 1_366, 1_411, 1_525, 1_586]

  /// Leaves what stands before the value and behind it. The value may hold quotes, so that its end is the last one that
  /// could be.
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
