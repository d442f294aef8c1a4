/// A value in a row that this program cannot handle. The row was changed by hand, by another program, or in a session
/// without strict mode, and no constraint of the schema prevents the value.
package struct ImpossibleValue: Error, Equatable, Sendable, CustomStringConvertible {
  /// The column, such as `users.created_at`.
  package let column: String
  /// The known part of the row's primary key, such as `user_id 3, movie_id 5`; empty if none of it is known.
  package let key: String
  /// What the column holds, such as `0000-00-00`: one line of bounded length. If a text is not UTF-8, this has only the
  /// first invalid bytes.
  package let value: String

  package init(column: String, key: String, value: String) {
    self.column = column
    self.key = key
    self.value = value
  }

  package var description: String {
    "\(column) is \(value)" + (key.isEmpty ? "" : ", in the row with \(key)")
  }

  /// Used in place of a server's code: the server found nothing wrong.
  static let code = 0
}
