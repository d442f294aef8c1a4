import Domain
import MariaDB

extension Imports {
  /// Adds ratings as `rate` interactions with their own times. The newest rating of a movie becomes its user's current
  /// rating. Users that the data set names nowhere else are added without age and gender.
  /// - Parameter ratings: signals of the kind `rate`.
  package func add(_ ratings: [Signal]) throws(StoreError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var known: [Numbered<Signal>] = []
    for (row, signal) in ratings.enumerated() {
      if let reason = reasonToReject(signal) { outcome.reject(row, reason) } else { known.append((row, signal)) }
    }
    guard !known.isEmpty else { return outcome }
    let strangers = Set(known.map(\.value.user)).subtracting(importedUsers).sorted()
    outcome += try transaction { () throws(MariaDBError) in
      if !strangers.isEmpty {
        _ = try write(strangers.map { (0, ImportedUser(id: $0, age: nil, gender: nil)) }, keepsFacts: true)
      }
      return try write(known)
    }
    return outcome
  }

  private func reasonToReject(_ signal: Signal) -> String? {
    if signal.kind != .rate || signal.rating == nil { return "the rating is missing" }
    if catalogue[signal.movie] == nil { return "the movie is not in the catalogue" }
    return ImportedUser.reasonToReject(signal.user)
  }

  // The following methods run within a transaction that may be retried. They change the state of this object only in
  // ways that stay true after a rollback.

  private func write(_ ratings: [Numbered<Signal>]) throws(MariaDBError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var seen = try rateInteractions(of: ratings.map(\.value))
    var new: [Signal] = []
    for (row, signal) in ratings {
      if !importedUsers.contains(signal.user) {
        outcome.reject(row, "the user id belongs to a registered account")
      } else if !seen.insert(signal).inserted {
        outcome.unchanged += 1
      } else {
        outcome.added += 1
        new.append(signal)
      }
    }
    guard !new.isEmpty else { return outcome }
    let rows = new.map { signal -> SQL in
      "(\(signal.user), \(signal.movie), 'rate', \(signal.rating), \(signal.at))"
    }
    try connection.write(
      """
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
      VALUES \(SQL.joined(rows, by: ", "))
      """)
    let current = new.map { signal -> SQL in "(\(signal.user), \(signal.movie), \(signal.rating), \(signal.at))" }
    // The first assignment still sees the old `rated_at`.
    try connection.write(
      """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES \(SQL.joined(current, by: ", "))
      ON DUPLICATE KEY UPDATE half_stars = IF(VALUES(rated_at) >= rated_at, VALUES(half_stars), half_stars),
        rated_at = GREATEST(rated_at, VALUES(rated_at))
      """)
    return outcome
  }

  /// The stored `rate` interactions of the users and movies in `ratings`.
  private func rateInteractions(of ratings: [Signal]) throws(MariaDBError) -> Set<Signal> {
    let current = try current(of: ratings)
    // Usually nothing is stored, or the rating is the current one. Only other ratings are looked up among all of the
    // user's.
    let known = Set(current)
    let rated = Set(current.map { [$0.user, $0.movie] })
    let others = ratings.filter { !known.contains($0) && rated.contains([$0.user, $0.movie]) }
    guard !others.isEmpty else { return known }
    let rows = try connection.rows(
      """
      SELECT user_id, movie_id, half_stars, created_at
      FROM \(pairs(others)) STRAIGHT_JOIN interactions FORCE INDEX (history) ON user_id = u AND movie_id = m
      WHERE kind = 'rate'
      """
    ) { try Signal(user: $0.integer(0), movie: $0.integer(1), kind: .rate, rating: $0.rating(2), at: $0.time(3)) }
    return known.union(rows)
  }

  /// The current ratings of the users and movies in `ratings`. A pair with any `rate` interaction has a current rating.
  private func current(of ratings: [Signal]) throws(MariaDBError) -> [Signal] {
    try connection.rows(
      """
      SELECT user_id, movie_id, half_stars, rated_at
      FROM \(pairs(ratings)) STRAIGHT_JOIN ratings ON user_id = u AND movie_id = m
      """
    ) { try Signal(user: $0.integer(0), movie: $0.integer(1), kind: .rate, rating: $0.rating(2), at: $0.time(3)) }
  }

  /// The users and movies of `ratings` as a table, which is joined by index. MariaDB's optimiser does not cope with a
  /// list of pairs after IN, nor with conditions joined by OR.
  private func pairs(_ ratings: [Signal]) -> SQL {
    let pairs = "[" + ratings.map { "[\($0.user),\($0.movie)]" }.joined(separator: ",") + "]"
    return "JSON_TABLE(\(pairs), '$[*]' COLUMNS (u BIGINT PATH '$[0]', m BIGINT PATH '$[1]')) AS pair"
  }
}
