/// What an import did with a batch of rows.
package struct ImportOutcome: Equatable, Sendable {
  package struct Rejection: Equatable, Sendable {
    /// Index among the given rows, from 0.
    package let row: Int
    package let reason: String
  }

  package var added = 0
  package var changed = 0
  /// Rows that were already there.
  package var unchanged = 0
  /// Rows that were not imported.
  package var rejected: [Rejection] = []

  package init() {}

  mutating func reject(_ row: Int, _ reason: String) { rejected.append(Rejection(row: row, reason: reason)) }

  package static func += (left: inout ImportOutcome, right: ImportOutcome) {
    left.added += right.added
    left.changed += right.changed
    left.unchanged += right.unchanged
    left.rejected += right.rejected
  }
}
