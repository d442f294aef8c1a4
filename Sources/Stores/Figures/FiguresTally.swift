import Domain
import MariaDB

/// Counts to be added to `recommendation_figures` and `movie_exposures`.
struct FiguresTally {
  private struct Key: Hashable, Comparable {
    let day: CalendarDate
    let recommender: Recommender
    let place: Int

    static func < (left: Key, right: Key) -> Bool {
      (left.day, left.recommender, left.place) < (right.day, right.recommender, right.place)
    }
  }

  private struct Exposed: Hashable, Comparable {
    let day: CalendarDate
    let movie: MovieID

    static func < (left: Exposed, right: Exposed) -> Bool { (left.day, left.movie) < (right.day, right.movie) }
  }

  private var figures: [Key: Figures] = [:]
  private var movies: [Exposed: (anonymous: Int, shown: Int)] = [:]

  mutating func add(_ counts: ShownCounts) {
    for (day, counts) in counts.days {
      for (recommender, places) in counts.places {
        for (place, count) in places.enumerated() {
          figures[Key(day: day, recommender: recommender, place: place), default: Figures()].anonymous += count
        }
      }
      for (movie, count) in counts.movies {
        movies[Exposed(day: day, movie: movie), default: (0, 0)].anonymous += count
      }
    }
  }

  mutating func addList(_ list: [MovieID], by recommender: Recommender, on day: CalendarDate) {
    for (place, movie) in list.enumerated() {
      figures[Key(day: day, recommender: recommender, place: place), default: Figures()].shown += 1
      movies[Exposed(day: day, movie: movie), default: (0, 0)].shown += 1
    }
  }

  mutating func add(
    _ reaction: Figures.Reaction, at place: Int, by recommender: Recommender, on day: CalendarDate
  ) {
    figures[Key(day: day, recommender: recommender, place: place), default: Figures()][reaction] += 1
  }

  /// Belongs in a transaction. Sorted, so that two transactions wait for each other's locks in one direction only.
  func write(to connection: Connection) throws(MariaDBError) {
    try Self.write(
      figures.sorted { $0.key < $1.key }.map { key, count in
        """
        (\(key.day), \(key.recommender.model), \(key.recommender.version), \(key.recommender.source.rawValue),
          \(key.place), \(count.anonymous), \(count.shown), \(count.opened), \(count.picked), \(count.rated))
        """
      }, to: connection
    ) { rows in
      """
      INSERT INTO recommendation_figures
        (day, model, model_version, source, place, anonymous, shown, opened, picked, rated)
      VALUES \(rows)
      ON DUPLICATE KEY UPDATE anonymous = anonymous + VALUES(anonymous), shown = shown + VALUES(shown),
        opened = opened + VALUES(opened), picked = picked + VALUES(picked), rated = rated + VALUES(rated)
      """
    }
    try Self.write(
      movies.sorted { $0.key < $1.key }.map { key, count in
        "(\(key.day), \(key.movie), \(count.anonymous), \(count.shown))"
      }, to: connection
    ) { rows in
      """
      INSERT INTO movie_exposures (day, movie_id, anonymous, shown) VALUES \(rows)
      ON DUPLICATE KEY UPDATE anonymous = anonymous + VALUES(anonymous), shown = shown + VALUES(shown)
      """
    }
  }

  private static func write(
    _ rows: [SQL], to connection: Connection, _ statement: (SQL) -> SQL
  ) throws(MariaDBError) {
    for start in stride(from: 0, to: rows.count, by: piece) {
      let piece = rows[start..<min(start + piece, rows.count)]
      try connection.write(statement(SQL.joined(piece, by: ", ")), isKept: false)
    }
  }

  /// Rows per statement.
  private static let piece = 500
}
