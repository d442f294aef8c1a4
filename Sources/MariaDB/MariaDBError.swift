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

  package var description: String {
    // Lists make some statements long; the beginning tells which it is. In one line, as all of a log and a terminal.
    let beginning = statement?.prefix(200).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "MariaDB \(code) (\(state)): \(message)" + (beginning.map { " in: \($0)" } ?? "")
  }

  /// The connection is of no use any more, or never was.
  package var isConnectionLost: Bool {
    statement == nil || (2_000...2_999).contains(code) || Self.serverGoes.contains(code)
  }

  /// Another transaction was in the way, and this one was given up: the same one may succeed now.
  package var isTransient: Bool { code == 1_213 || code == 1_205 }

  /// The server ended the statement when its time was over; the connection is as good as before.
  package var isOutOfTime: Bool { code == 1_969 }

  /// There is no database of the name asked for.
  package var isUnknownDatabase: Bool { code == 1_049 }

  /// There is no table of the name asked for.
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
