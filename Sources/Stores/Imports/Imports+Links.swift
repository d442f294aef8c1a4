import Domain
import MariaDB

extension Imports {
  /// Sets the ids that movies have in other catalogues. An id that the source does not have stays as it is.
  /// - Parameter links: each movie once.
  package func add(_ links: [(movie: MovieID, ids: ExternalIDs)]) throws(StoreError) -> ImportOutcome {
    var outcome = ImportOutcome()
    var changed: [Movie] = []
    for (row, link) in links.enumerated() {
      guard let stored = catalogue[link.movie] else {
        outcome.reject(row, "the movie is not in the catalogue")
        continue
      }
      let ids = ExternalIDs(
        imdb: link.ids.imdb ?? stored.externalIDs.imdb, tmdb: link.ids.tmdb ?? stored.externalIDs.tmdb)
      if ids == stored.externalIDs {
        outcome.unchanged += 1
      } else {
        outcome.changed += 1
        changed.append(
          Movie(id: stored.id, title: stored.title, genres: stored.genres, date: stored.date, externalIDs: ids))
      }
    }
    guard !changed.isEmpty else { return outcome }
    let rows = changed.map { movie -> SQL in
      "(\(movie.id), \(movie.title), \(movie.externalIDs.imdb), \(movie.externalIDs.tmdb))"
    }
    try transaction { () throws(MariaDBError) in
      // All of these movies exist, so the statement updates them and inserts none.
      try connection.write(
        """
        INSERT INTO movies (id, title, imdb_id, tmdb_id) VALUES \(SQL.joined(rows, by: ", "))
        ON DUPLICATE KEY UPDATE imdb_id = VALUES(imdb_id), tmdb_id = VALUES(tmdb_id)
        """)
      try connection.write("UPDATE catalogue SET version = version + 1 WHERE id = 1")
    }
    for movie in changed { catalogue[movie.id] = movie }
    return outcome
  }
}
