import Domain
import MariaDB

/// Imports the movies, users and ratings of a data set, a few thousand rows per transaction. Importing the same data
/// again changes nothing, even while another import runs.
///
/// Memory grows with the number of movies and users, not of ratings.
package final class Imports {
  /// How many rows to pass in one call.
  package static let chunk = 2_000

  let connection: Connection
  /// The creation time of imported users.
  let time: Timestamp
  /// Every movie as stored.
  var catalogue: [MovieID: Movie] = [:]
  /// The first spelling of each genre, by its lowercased name.
  var spellings: [String: String] = [:]
  /// Users without an account that this import has found or added.
  var importedUsers: Set<UserID> = []

  /// - Parameter time: the creation time of imported users.
  package init(_ connection: Connection, at time: Timestamp) throws(StoreError) {
    self.connection = connection
    self.time = time
    // A movie with an impossible value counts as missing: the import repairs it.
    for movie in try Movies(connection).catalogue(rejected: { _ in }) { catalogue[movie.id] = movie }
    let genres = try translated(try connection.rows("SELECT name FROM genres ORDER BY id") { try $0.text(0) })
    for name in genres where spellings[name.lowercased()] == nil { spellings[name.lowercased()] = name }
  }

  /// Makes the workers recount the statistics over all users. Called when everything has been added.
  package func finish() throws(StoreError) {
    try translated(try connection.write("UPDATE statistics SET is_due = TRUE WHERE id = 1"))
  }

  /// A value and its index among the given rows.
  typealias Numbered<Value> = (row: Int, value: Value)

  /// Runs `work`, which looks up existing rows and then adds to them. Concurrent imports take turns, so that each sees
  /// what the other has added.
  func transaction<Result>(_ work: () throws(MariaDBError) -> Result) throws(StoreError) -> Result {
    try translated(
      try connection.transaction { () throws(MariaDBError) in
        _ = try connection.rows("SELECT id FROM catalogue WHERE id = 1 FOR UPDATE") { try $0.integer(0) }
        return try work()
      })
  }
}
