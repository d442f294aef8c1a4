/// What an import did with some rows.
package struct ImportOutcome: Equatable, Sendable {
  package var added = 0
  package var changed = 0
  /// They were there before.
  package var unchanged = 0
  /// Why the others were not taken, one entry a row.
  package var rejected: [String] = []

  package init() {}

  package static func += (left: inout ImportOutcome, right: ImportOutcome) {
    left.added += right.added
    left.changed += right.changed
    left.unchanged += right.unchanged
    left.rejected += right.rejected
  }
}
