/// What became of one row of a file.
package enum Row<Value: Equatable & Sendable>: Equatable, Sendable {
  case accepted(Value)
  /// Accepted, after something in it was put right or left out.
  case mended(Value, Remark)
  case rejected(Remark)
}

/// Something to tell about a row.
package struct Remark: Equatable, Sendable, CustomStringConvertible {
  package let file: String
  /// From 1.
  package let line: Int
  /// What it is about, if one value of the row is to blame: `'x'`.
  package let value: String?
  /// Without values, so that rows can be counted by it: `no film id`.
  package let reason: String
  /// The row as it stands in the file, cut.
  package let row: String

  package var sentence: String { value.map { "\($0) is \(reason)" } ?? reason }
  package var description: String { "\(file):\(line): \(sentence)" }
  package var withRow: String { "\(self), in: \(row)" }
}
