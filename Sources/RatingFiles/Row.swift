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
  package let reason: String

  package var description: String { "\(file):\(line): \(reason)" }
}
