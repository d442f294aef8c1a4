/// A value in a row that this program cannot take: changed by hand, by another program, or in a session without strict
/// mode, which the schema's rules do not hold back.
package struct ImpossibleValue: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where it stands, `users.created_at`.
  package let column: String
  /// What is known of the row's primary key, `user_id 3, movie_id 5`; empty for nothing.
  package let key: String
  /// What it is, `0000-00-00`: in one line, of bounded length, and without the good part of a text.
  package let value: String

  package init(column: String, key: String, value: String) {
    self.column = column
    self.key = key
    self.value = value
  }

  package var description: String {
    "\(column) is \(value)" + (key.isEmpty ? "" : ", in the row of \(key)")
  }

  /// In place of the server's: it found nothing wrong.
  static let code = 0
}
