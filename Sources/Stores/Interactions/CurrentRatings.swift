import Domain
import MariaDB

/// Keeps the rows of `ratings` consistent with the `rate` interactions that they follow from. Every method belongs in
/// the transaction that changes those interactions.
///
/// A transaction first locks the user's row. If it only adds ratings, it shares the lock with others of its kind, and
/// sets ratings before it inserts the interactions: so it has locked the ratings by the time the interactions get their
/// ids, and of two ratings of one movie the one with the greater id comes later.
struct CurrentRatings {
  let connection: Connection

  /// Locks the user's row, so that changes to the user's history and idempotency keys are serialised until commit.
  /// Locks nothing if the user does not exist.
  func lock(_ user: UserID) throws(MariaDBError) {
    _ = try connection.rows("SELECT id FROM users WHERE id = \(user) FOR UPDATE") { try $0.integer(0) }
  }

  /// The lock for the beginning of a block.
  /// - Parameter alone: false to share it with others that only add ratings. Whether an idempotency key is new, or a
  ///   rating the first, must be found out alone.
  static func locking(_ user: UserID, alone: Bool) -> Block.Read {
    Block.Read(["locked"], "id", "FROM users WHERE id = \(user) \(lock(alone: alone))")
  }

  static func lock(alone: Bool) -> SQL { alone ? "FOR UPDATE" : "LOCK IN SHARE MODE" }

  /// The users whose rows no other transaction has locked for itself alone.
  func unlocked(_ users: [UserID]) throws(MariaDBError) -> Set<UserID> {
    Set(
      try connection.rows(
        "SELECT id FROM users FORCE INDEX (PRIMARY) WHERE id IN (\(SQL.list(users))) LOCK IN SHARE MODE SKIP LOCKED"
      ) { try $0.integer(0) })
  }

  typealias NewRating = (user: UserID, movie: MovieID, rating: Rating, at: Timestamp)

  /// Called after new ratings, which are the newest of their movies. They are in order, so the last of two ratings of
  /// one movie stays.
  func set(_ ratings: some Collection<NewRating>, isKept: Bool = true) throws(MariaDBError) {
    if !ratings.isEmpty { try connection.write(Self.setting(ratings), isKept: isKept) }
  }

  /// The statement of `set`, for a block.
  static func setting(_ ratings: some Collection<NewRating>) -> SQL {
    let rows = ratings.map { user, movie, rating, time -> SQL in "(\(user), \(movie), \(rating), \(time))" }
    return """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE half_stars = VALUES(half_stars), rated_at = VALUES(rated_at)
      """
  }

  /// Called after a rating of the movie was changed or deleted: makes the newest remaining rating current, or removes
  /// the current one if none remains.
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

  /// The same for several movies at once.
  func recompute(_ movies: Set<MovieID>, of user: UserID) throws(MariaDBError) {
    guard !movies.isEmpty else { return }
    let list = SQL.list(movies.sorted())
    let left = try connection.rows(
      """
      SELECT movie_id, half_stars, created_at, id FROM interactions FORCE INDEX (history)
      WHERE user_id = \(user) AND kind = 'rate' AND movie_id IN (\(list)) ORDER BY id
      """, isKept: false
    ) { try NewRating(user: user, movie: $0.integer(0), rating: $0.rating(1), at: $0.time(2)) }
    try connection.write("DELETE FROM ratings WHERE user_id = \(user) AND movie_id IN (\(list))", isKept: false)
    let newest = Dictionary(left.map { ($0.movie, $0) }, uniquingKeysWith: { _, later in later })
    try set(newest.values, isKept: false)
  }

  /// Called after every `rate` interaction with the movie was deleted.
  func remove(_ movie: MovieID, of user: UserID) throws(MariaDBError) {
    try connection.write("DELETE FROM ratings WHERE user_id = \(user) AND movie_id = \(movie)")
  }
}
