import Domain
import MariaDB

extension Imports {
  /// - Parameters:
  ///   - movies: each id once.
  ///   - hasGenres: whether the source has genres; if not, existing movies keep theirs.
  ///   - hasDates: whether the source has dates; if not, existing movies keep theirs.
  package func add(
    _ movies: [Movie], hasGenres: Bool = true, hasDates: Bool = true
  ) throws(StoreError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var new: [Movie] = []
    for (row, movie) in movies.enumerated() {
      let stored = catalogue[movie.id]
      if let reason = movie.reasonToReject {
        outcome.reject(row, reason)
        continue
      }
      let movie = Movie(
        id: movie.id, title: movie.title,
        genres: hasGenres ? spelled(movie.genres) : stored?.genres ?? spelled(movie.genres),
        date: hasDates ? movie.date : movie.date ?? stored?.date, externalIDs: stored?.externalIDs ?? .none)
      switch stored {
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
    try transaction { () throws(MariaDBError) in
      try write(new, genres: addGenres(of: new))
    }
    for movie in new { catalogue[movie.id] = movie }
    return outcome
  }

  /// Genres that differ only in case are one genre. Its first spelling counts, and a movie has it only once.
  private func spelled(_ genres: [String]) -> [String] {
    var seen: Set<String> = []
    return genres.compactMap { genre in
      let folded = genre.lowercased()
      guard seen.insert(folded).inserted else { return nil }
      let first = spellings[folded] ?? genre
      spellings[folded] = first
      return first
    }
  }

  // The following methods run within a transaction that may be retried. They then find nothing of what they wrote
  // before.

  /// - Returns: the ids of all genres, by lowercased name.
  private func addGenres(of movies: [Movie]) throws(MariaDBError) -> [String: Int64] {
    let stored = try genres()
    let names = Set(movies.flatMap(\.genres)).filter { stored[$0.lowercased()] == nil }.sorted()
    if !names.isEmpty {
      let rows = names.map { name -> SQL in "(\(name))" }
      try connection.write("INSERT INTO genres (name) VALUES \(SQL.joined(rows, by: ", "))")
    }
    return try genres()
  }

  private func genres() throws(MariaDBError) -> [String: Int64] {
    let rows = try connection.rows("SELECT name, id FROM genres ORDER BY id") {
      try ($0.text(0).lowercased(), $0.integer(1))
    }
    // Names that differ only in case or in their Unicode normalisation are equal as lowercased Swift strings.
    return Dictionary(rows) { first, _ in first }
  }

  private func write(_ movies: [Movie], genres: [String: Int64]) throws(MariaDBError) {
    let rows = movies.map { movie -> SQL in "(\(movie.id), \(movie.title), \(movie.date))" }
    try connection.write(
      """
      INSERT INTO movies (id, title, date) VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE title = VALUES(title), date = VALUES(date)
      """)
    let ids = movies.map { movie -> SQL in "\(movie.id)" }
    try connection.write("DELETE FROM movie_genres WHERE movie_id IN (\(SQL.joined(ids, by: ", ")))")
    let genreRows = movies.flatMap { movie in
      movie.genres.enumerated().map { position, name -> SQL in
        "(\(movie.id), \(position), \(genres[name.lowercased()]))"
      }
    }
    // A statement takes at most 65,535 values.
    for start in stride(from: 0, to: genreRows.count, by: 10_000) {
      let part = genreRows[start..<min(start + 10_000, genreRows.count)]
      try connection.write(
        "INSERT INTO movie_genres (movie_id, position, genre_id) VALUES \(SQL.joined(part, by: ", "))")
    }
    try connection.write("UPDATE catalogue SET version = version + 1 WHERE id = 1")
  }
}

extension Movie {
  /// The integers that JSON carries exactly to every client (RFC 8259 §6).
  private static let ids: ClosedRange<MovieID> = -(1 << 53) + 1...(1 << 53) - 1

  /// Why clients could not read the movie, or it would not fit the columns; nil if neither.
  fileprivate var reasonToReject: String? {
    if !Self.ids.contains(id) { return "the movie id is not within ±\(Self.ids.upperBound)" }
    if title.unicodeScalars.count > 512 { return "the title has more than 512 characters" }
    if genres.count > 255 { return "there are more than 255 genres" }
    if genres.contains(where: { $0.unicodeScalars.count > 64 }) { return "a genre has more than 64 characters" }
    return nil
  }
}
