import MariaDB
import System

/// Why the schema could not be brought up to date.
package enum MigrationError: Error, Equatable, CustomStringConvertible {
  case unreadable(SystemCallError)
  case none(directory: String)
  case badName(file: String)
  case outOfOrder(file: String, expected: Int)
  /// An applied statement, counted from 1, differs from the one in the file.
  case changed(file: String, statement: Int)
  /// The schema has migrations that the directory lacks: it belongs to a newer version.
  case newerSchema(number: Int)
  /// The failed statement, counted from 1. Those before it are applied and recorded; a rerun continues with this one.
  case failed(file: String, statement: Int, text: String, error: MariaDBError)
  /// Another migration held the lock for too long.
  case locked
  /// The connection was lost on the way, and the lock with it; a rerun continues.
  case lockLost
  case database(MariaDBError)

  package var description: String {
    switch self {
    case .unreadable(let error): "\(error.subject): \(error.reason)"
    case .none(let directory): "\(directory): no .sql files found"
    case .badName(let file): "\(file): a migration must be named like 0001_schema.sql"
    case .outOfOrder(let file, let expected): "\(file): expected number \(expected) here; numbers must be consecutive"
    case .changed(let file, let statement):
      "\(file): statement \(statement) differs from what was applied; write a new migration instead"
    case .newerSchema(let number):
      "the schema has migration \(number), which this version lacks: it belongs to a newer version"
    case .failed(let file, let statement, let text, let error):
      "\(file): statement \(statement) failed: \(error.message) (MariaDB \(error.code)) in: \(Self.firstLine(text))"
        + (error.advice.map { "; \($0)" } ?? "")
    case .locked: "another migration is still running"
    case .lockLost: "the connection to the database was lost; run the migration again"
    case .database(let error): error.explanation
    }
  }

  private static func firstLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    return String(lines.first ?? "") + (lines.count > 1 ? " …" : "")
  }
}
