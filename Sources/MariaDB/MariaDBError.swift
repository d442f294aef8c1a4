/// What the server or the connector said. Carries the statement, never its values.
package struct MariaDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// As in `mysqld_error.h` (1000 and above) and `errmsg.h` (2000 and above).
  package let code: Int
  package let message: String
  /// Nil while connecting.
  package let statement: String?

  package init(code: Int, message: String, statement: String?) {
    self.code = code
    self.message = message
    self.statement = statement
  }

  package var description: String {
    // Lists make some statements long; the beginning tells which it is.
    "MariaDB \(code): \(message)" + (statement.map { " in: \($0.prefix(200))" } ?? "")
  }

  /// The connection is of no use any more, or never was.
  package var isConnectionLost: Bool {
    statement == nil || (2_000...2_999).contains(code) || Self.serverGoes.contains(code)
  }

  /// The server rolled the transaction back to let another one pass: the same transaction may succeed now.
  package var isTransient: Bool { code == 1_213 || code == 1_205 }

  /// There is no database of the name asked for.
  package var isUnknownDatabase: Bool { code == 1_049 }

  package var isUnknownTable: Bool { code == 1_146 }

  /// A unique key has the value already: the key's name.
  package var duplicateKey: String? {
    guard code == 1_062 else { return nil }
    return Self.lastQuoted(message, quote: "'")
  }

  /// A row refers to one that is not there: the referring column.
  package var brokenForeignKey: String? {
    guard code == 1_452, let start = message.firstRange(of: "FOREIGN KEY (`")?.upperBound else { return nil }
    return String(message[start...].prefix { $0 != "`" })
  }

  /// Shutdown in progress, and a connection that was killed.
  private static let serverGoes: Set<Int> = [1_053, 1_927]

  private static func lastQuoted(_ text: String, quote: Character) -> String? {
    let parts = text.split(separator: quote, omittingEmptySubsequences: false)
    return parts.count >= 3 ? String(parts[parts.count - 2]) : nil
  }
}
