import Domain
import MariaDB

/// The tables `movies`, `genres`, `movie_genres` and `catalogue`.
package final class Movies: MovieStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func catalogueVersion() throws(StoreError) -> Int64 {
    let versions = try translated { () throws(MariaDBError) in
      try connection.rows("SELECT version FROM catalogue WHERE id = 1") { $0.integer(0) }
    }
    guard let version = versions.first else { throw .failed("the table catalogue is empty") }
    return version
  }

  package func catalogue() throws(StoreError) -> [Movie] {
    try translated { () throws(MariaDBError) in
      var genres: [MovieID: [String]] = [:]
      for (movie, genre) in try genreRows() { genres[movie, default: []].append(genre) }
      return try connection.rows("SELECT id, title, date FROM movies ORDER BY id") { row in
        Movie(
          id: row.integer(0), title: row.text(1), genres: genres[row.integer(0)] ?? [],
          date: row.optionalText(2).flatMap { CalendarDate(iso: $0) })
      }
    }
  }

  package func hidden() throws(StoreError) -> Set<MovieID> {
    try translated { () throws(MariaDBError) in
      Set(try connection.rows("SELECT id FROM movies WHERE hidden_at IS NOT NULL") { $0.integer(0) })
    }
  }

  private func genreRows() throws(MariaDBError) -> [(MovieID, String)] {
    try connection.rows(
      """
      SELECT movie_id, name FROM movie_genres JOIN genres ON genres.id = genre_id ORDER BY movie_id, position
      """
    ) { ($0.integer(0), $0.text(1)) }
  }
}
