import Domain
import MariaDB

/// Keeps the rows of `ratings` true to the events they follow from. Every method belongs in the transaction that
/// changes the events.
struct CurrentRatings {
  let connection: Connection

  /// Whoever changes a user's `rate` events, or saves under event ids, waits here for the other who does: what is read
  /// afterwards stays as it is until the end of the transaction. A user who is not there is not locked.
  func lock(_ user: UserID) throws(MariaDBError) {
    _ = try connection.rows("SELECT id FROM users WHERE id = \(user) FOR UPDATE") { try $0.integer(0) }
  }

  /// The same at the beginning of a block.
  static func locking(_ user: UserID) -> Block.Read {
    Block.Read(["locked"], "id", "FROM users WHERE id = \(user) FOR UPDATE")
  }

  /// After new events: they are the newest of their films, in order, so that the last of two ratings of one film stays.
  func set(
    _ ratings: [(movie: MovieID, rating: Rating)], of user: UserID, at time: Timestamp
  ) throws(MariaDBError) {
    if !ratings.isEmpty { try connection.write(Self.setting(ratings, of: user, at: time)) }
  }

  /// The same within a block.
  static func setting(_ ratings: [(movie: MovieID, rating: Rating)], of user: UserID, at time: Timestamp) -> SQL {
    let rows = ratings.map { movie, rating -> SQL in "(\(user), \(movie), \(rating), \(time))" }
    return """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE half_stars = VALUES(half_stars), rated_at = VALUES(rated_at)
      """
  }

  /// After an event of the film was changed or deleted: takes the newest that is left, or removes the rating.
  func recompute(_ movie: MovieID, of user: UserID) throws(MariaDBError) {
    let newest = try connection.rows(
      """
      SELECT half_stars, created_at, id FROM interactions FORCE INDEX (history)
      WHERE user_id = \(user) AND movie_id = \(movie) AND kind = 'rate' ORDER BY id DESC LIMIT 1
      """
    ) { try (rating: $0.rating(0), time: $0.time(1)) }.first
    if let newest {
      try connection.write(
        """
        UPDATE ratings SET half_stars = \(newest.rating), rated_at = \(newest.time)
        WHERE user_id = \(user) AND movie_id = \(movie)
        """)
    } else {
      try remove(movie, of: user)
    }
  }

  /// After every `rate` event of the film was deleted.
  func remove(_ movie: MovieID, of user: UserID) throws(MariaDBError) {
    try connection.write("DELETE FROM ratings WHERE user_id = \(user) AND movie_id = \(movie)")
  }
}
