import Domain
import MariaDB

/// The tables `movies`, `genres`, `movie_genres` and `catalogue`.
package final class Movies: MovieStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func catalogueVersion() throws(StoreError) -> Int64 {
    let versions = try translated(
      try connection.rows("SELECT version FROM catalogue WHERE id = 1") { try $0.integer(0) })
    guard let version = versions.first else { throw .failed("the table catalogue is empty") }
    return version
  }

  package func catalogue(rejected: (String) -> Void) throws(StoreError) -> [Movie] {
    try translatingErrors { () throws(MariaDBError) in
      var genres: [MovieID: [String]] = [:]
      for (movie, genre) in try genreRows(rejected) { genres[movie, default: []].append(genre) }
      var last: MovieID?
      return try connection.possibleRows(
        "SELECT id, title, date, imdb_id, tmdb_id FROM movies ORDER BY id", rejected: { rejected("\($0)") }
      ) { row in
        let id = try row.integer(0)
        guard id != last else { throw row.impossible(0, "\(id) for the second time") }
        last = id
        return Movie(
          id: id, title: try row.text(1), genres: genres[id] ?? [],
          date: try row.optionalText(2).flatMap { CalendarDate(iso: $0) },
          externalIDs: ExternalIDs(
            imdb: try row.optionalInteger(3).map { Int($0) }, tmdb: try row.optionalInteger(4).map { Int($0) }))
      }
    }
  }

  package func hidden() throws(StoreError) -> Set<MovieID> {
    try translatingErrors { () throws(MariaDBError) in
      Set(try connection.rows("SELECT id FROM movies WHERE hidden_at IS NOT NULL") { try $0.integer(0) })
    }
  }

  private func genreRows(_ rejected: (String) -> Void) throws(MariaDBError) -> [(MovieID, String)] {
    try connection.possibleRows(
      """
      SELECT movie_id, name FROM movie_genres JOIN genres ON genres.id = genre_id ORDER BY movie_id, position
      """, rejected: { rejected("\($0)") }
    ) { try ($0.integer(0), $0.text(1)) }
  }
}
