/// The result of reading one row of a file.
package enum ParsedRow<Value: Equatable & Sendable>: Equatable, Sendable {
  case accepted(Value)
  /// Accepted after a value was corrected or left out.
  case mended(Value, Remark)
  case rejected(Remark)
}

/// A remark about a row.
package struct Remark: Equatable, Sendable, CustomStringConvertible {
  package let file: String
  /// From 1.
  package let line: Int
  /// The value at fault, if it is a single one: `'x'`.
  package let value: String?
  /// Does not contain values, so that rows can be counted by reason: `not a movie id`.
  package let reason: String
  /// The row as written in the file, truncated.
  package let row: String

  package var sentence: String { value.map { "\($0) is \(reason)" } ?? reason }
  package var description: String { "\(file):\(line): \(sentence)" }
  package var withRow: String { "\(self), in: \(row)" }
}
