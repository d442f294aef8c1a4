import Domain
import MariaDB

/// Brings films, users and ratings of a data set in, some thousand rows a transaction. The same data a second time
/// changes nothing, also while another import runs.
///
/// Memory grows with the films and users, not with the ratings.
package final class Imports {
  /// Rows that are worth one call.
  package static let chunk = 2_000

  let connection: Connection
  /// When imported users count as created.
  let time: Timestamp
  /// Every film there is, as it is stored.
  var catalogue: [MovieID: Movie] = [:]
  /// How each genre is spelled, by its lower case: as it was first.
  var spellings: [String: String] = [:]
  /// Users without an account that are known to exist, from this import on.
  var people: Set<UserID> = []

  /// - Parameter time: when imported users count as created.
  package init(_ connection: Connection, at time: Timestamp) throws(StoreError) {
    self.connection = connection
    self.time = time
    // One that is impossible is no film: the import puts it right.
    for movie in try Movies(connection).catalogue(rejected: { _ in }) { catalogue[movie.id] = movie }
    for name in try translated({ () throws(MariaDBError) in
      try connection.rows("SELECT name FROM genres ORDER BY id") { try $0.text(0) }
    }) where spellings[name.lowercased()] == nil { spellings[name.lowercased()] = name }
  }

  /// Has what is shown of all users together counted anew. Called when everything has been added.
  package func finish() throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.write("UPDATE statistics SET is_due = TRUE WHERE id = 1")
    }
  }

  /// A value and its place among those that were given.
  typealias Numbered<Value> = (row: Int, value: Value)

  /// What is there already is looked up and then added to. Two imports at once take turns, so that each sees what the
  /// other has added.
  func transaction<Result>(_ work: () throws(MariaDBError) -> Result) throws(StoreError) -> Result {
    try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        _ = try connection.rows("SELECT id FROM catalogue WHERE id = 1 FOR UPDATE") { try $0.integer(0) }
        return try work()
      }
    }
  }
}
