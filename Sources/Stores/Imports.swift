import Domain
import MariaDB

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

/// Brings films, users and ratings of a data set in, some thousand rows a transaction. The same data a second time
/// changes nothing.
package final class Imports {
  /// Rows that are worth one call.
  package static let chunk = 2_000

  private let connection: Connection
  private let time: Timestamp
  /// Every film there is, as it is stored.
  private var catalogue: [MovieID: Movie] = [:]
  /// Users without an account that are known to exist, from this import on.
  private var people: Set<UserID> = []
  private var genres: [String: Int64] = [:]
  private var hasRatings: Bool

  /// - Parameter time: when imported users count as created.
  package init(_ connection: Connection, at time: Timestamp) throws(StoreError) {
    self.connection = connection
    self.time = time
    hasRatings =
      try translated { () throws(MariaDBError) in
        try connection.rows("SELECT 1 FROM interactions WHERE kind = 'rate' LIMIT 1") { _ in true }
      }.first ?? false
    for movie in try Movies(connection).catalogue() { catalogue[movie.id] = movie }
  }

  package func add(_ movies: [Movie]) throws(StoreError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var new: [Movie] = []
    for movie in movies {
      switch catalogue[movie.id] {
      case movie: outcome.unchanged += 1
      case nil:
        outcome.added += 1
        new.append(movie)
      default:
        outcome.changed += 1
        new.append(movie)
      }
    }
    guard !new.isEmpty else { return outcome }
    try translated { () throws(MariaDBError) in
      try addGenres(of: new)
      try connection.transaction { () throws(MariaDBError) in try write(new) }
    }
    for movie in new { catalogue[movie.id] = movie }
    return outcome
  }

  package func add(_ users: [ImportedUser]) throws(StoreError) -> ImportOutcome {
    guard !users.isEmpty else { return ImportOutcome() }
    return try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in try write(users, keepsFacts: false) }
    }
  }

  /// Ratings become `rate` events with their own times, and the newest of a film its user's current rating. Users whom
  /// the data set names nowhere else are added without facts.
  /// - Parameter ratings: signals of the kind `rate`.
  package func add(_ ratings: [Signal]) throws(StoreError) -> ImportOutcome {
    var outcome = ImportOutcome()
    let known = ratings.filter { signal in
      let isKnown = catalogue[signal.movie] != nil
      if !isKnown { outcome.rejected.append("the film is not in the catalogue") }
      return isKnown && signal.rating != nil
    }
    guard !known.isEmpty else { return outcome }
    let strangers = Set(known.map(\.user)).subtracting(people).sorted()
    outcome += try translated { () throws(MariaDBError) in
      if !strangers.isEmpty {
        let users = strangers.map { ImportedUser(id: $0, age: nil, gender: nil) }
        _ = try connection.transaction { () throws(MariaDBError) in try write(users, keepsFacts: true) }
      }
      return try connection.transaction { () throws(MariaDBError) in try write(known) }
    }
    return outcome
  }
}

// What follows runs within a transaction, which may run again: it changes no state of its own but what stays true.
extension Imports {
  private func addGenres(of movies: [Movie]) throws(MariaDBError) {
    let names = Set(movies.flatMap(\.genres)).subtracting(genres.keys).sorted()
    if !names.isEmpty {
      let rows = names.map { name -> SQL in "(\(name))" }
      try connection.write("INSERT IGNORE INTO genres (name) VALUES \(SQL.joined(rows, by: ", "))")
    }
    for (name, id) in try connection.rows("SELECT name, id FROM genres", { ($0.text(0), $0.integer(1)) }) {
      genres[name] = id
    }
  }

  private func write(_ movies: [Movie]) throws(MariaDBError) {
    let rows = movies.map { movie -> SQL in "(\(movie.id), \(movie.title), \(movie.date))" }
    try connection.write(
      """
      INSERT INTO movies (id, title, date) VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE title = VALUES(title), date = VALUES(date)
      """)
    let ids = movies.map { movie -> SQL in "\(movie.id)" }
    try connection.write("DELETE FROM movie_genres WHERE movie_id IN (\(SQL.joined(ids, by: ", ")))")
    let genreRows = movies.flatMap { movie in
      movie.genres.enumerated().map { position, name -> SQL in "(\(movie.id), \(position), \(genres[name]))" }
    }
    if !genreRows.isEmpty {
      try connection.write(
        "INSERT INTO movie_genres (movie_id, position, genre_id) VALUES \(SQL.joined(genreRows, by: ", "))")
    }
    try connection.write("UPDATE catalogue SET version = version + 1 WHERE id = 1")
  }

  /// - Parameter keepsFacts: leave age and gender of those who are there as they are.
  private func write(_ users: [ImportedUser], keepsFacts: Bool) throws(MariaDBError) -> ImportOutcome {
    var outcome = ImportOutcome()
    let ids = users.map { user -> SQL in "\(user.id)" }
    let rows = try connection.rows(
      """
      SELECT id, age, gender, username IS NOT NULL OR email IS NOT NULL OR password_hash IS NOT NULL FROM users
      WHERE id IN (\(SQL.joined(ids, by: ", ")))
      """
    ) { row in
      (
        user: ImportedUser(
          id: row.integer(0), age: row.optionalInteger(1).map { Int($0) }, gender: row.optionalText(2)),
        isAccount: row.integer(3) != 0
      )
    }
    let existing = Dictionary(uniqueKeysWithValues: rows.map { ($0.user.id, $0) })
    var new: [ImportedUser] = []
    for user in users {
      if let before = existing[user.id] {
        if before.isAccount {
          outcome.rejected.append("the id belongs to a registered account")
          continue
        }
        if keepsFacts || before.user == user {
          outcome.unchanged += 1
        } else {
          outcome.changed += 1
          new.append(user)
        }
      } else {
        outcome.added += 1
        new.append(user)
      }
      people.insert(user.id)
    }
    guard !new.isEmpty else { return outcome }
    let values = new.map { user -> SQL in "(\(user.id), \(user.age), \(user.gender), \(time))" }
    try connection.write(
      """
      INSERT INTO users (id, age, gender, created_at) VALUES \(SQL.joined(values, by: ", "))
      ON DUPLICATE KEY UPDATE age = VALUES(age), gender = VALUES(gender)
      """)
    return outcome
  }

  private func write(_ ratings: [Signal]) throws(MariaDBError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var seen = try events(of: ratings)
    var new: [Signal] = []
    for signal in ratings {
      if !people.contains(signal.user) {
        outcome.rejected.append("the user id belongs to a registered account")
      } else if !seen.insert(signal).inserted {
        outcome.unchanged += 1
      } else {
        outcome.added += 1
        new.append(signal)
      }
    }
    guard !new.isEmpty else { return outcome }
    let events = new.map { signal -> SQL in
      "(\(signal.user), \(signal.movie), 'rate', \(signal.rating), \(signal.at))"
    }
    try connection.write(
      """
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
      VALUES \(SQL.joined(events, by: ", "))
      """)
    let current = new.map { signal -> SQL in "(\(signal.user), \(signal.movie), \(signal.rating), \(signal.at))" }
    // The first assignment still sees the time of the old rating.
    try connection.write(
      """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES \(SQL.joined(current, by: ", "))
      ON DUPLICATE KEY UPDATE half_stars = IF(VALUES(rated_at) >= rated_at, VALUES(half_stars), half_stars),
        rated_at = GREATEST(rated_at, VALUES(rated_at))
      """)
    hasRatings = true
    return outcome
  }

  /// The `rate` events that are there for the users and films of `ratings`.
  private func events(of ratings: [Signal]) throws(MariaDBError) -> Set<Signal> {
    guard hasRatings else { return [] }
    // A list of pairs behind IN, or of conditions behind OR, is beyond MariaDB's optimiser; a table is joined by index.
    let pairs = "[" + ratings.map { "[\($0.user),\($0.movie)]" }.joined(separator: ",") + "]"
    let rows = try connection.rows(
      """
      SELECT user_id, movie_id, half_stars, created_at
      FROM JSON_TABLE(\(pairs), '$[*]' COLUMNS (u BIGINT PATH '$[0]', m BIGINT PATH '$[1]')) AS pair
      STRAIGHT_JOIN interactions FORCE INDEX (history_of_movie) ON user_id = u AND movie_id = m
      WHERE kind = 'rate'
      """
    ) { Signal(user: $0.integer(0), movie: $0.integer(1), kind: .rate, rating: $0.rating(2), at: $0.time(3)) }
    return Set(rows)
  }
}
