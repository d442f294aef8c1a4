import Glibc
import MariaDB

/// Why the schema could not be brought up to date.
package enum MigrationError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, number: Int32)
  case none(directory: String)
  case badName(file: String)
  case outOfOrder(file: String, expected: Int)
  /// A file that was applied has another statement now; counted from 1.
  case changed(file: String, statement: Int)
  /// The schema has steps that the directory does not know: it belongs to a newer version.
  case newerSchema(number: Int)
  /// Counted from 1. Those before it are done and recorded; a rerun goes on with this one.
  case failed(file: String, statement: Int, text: String, error: MariaDBError)
  /// Another migration held the lock for too long.
  case locked
  /// The connection was lost on the way, and with it the lock; a rerun goes on.
  case lockLost
  case database(MariaDBError)

  package var description: String {
    switch self {
    case .unreadable(let path, let number): "\(path): \(String(cString: strerror(number)))"
    case .none(let directory): "\(directory): there are no .sql files"
    case .badName(let file): "\(file): a migration is named like 0001_schema.sql"
    case .outOfOrder(let file, let expected): "\(file): expected number \(expected) here; numbers go on by one"
    case .changed(let file, let statement):
      "\(file): statement \(statement) differs from what was applied; write a new migration instead"
    case .newerSchema(let number):
      "the schema has migration \(number), which is not here: it belongs to a newer version"
    case .failed(let file, let statement, let text, let error):
      "\(file): statement \(statement) failed: \(error.message) (MariaDB \(error.code)) in: \(Self.firstLine(text))"
        + (error.advice.map { "; \($0)" } ?? "")
    case .locked: "another migration is running and does not end"
    case .lockLost: "the connection to the database was lost on the way; run it again"
    case .database(let error): error.explanation
    }
  }

  private static func firstLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    return String(lines.first ?? "") + (lines.count > 1 ? " …" : "")
  }
}
