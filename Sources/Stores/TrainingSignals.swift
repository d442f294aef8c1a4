import Domain
import MariaDB

/// What training reads: current ratings and selects, never what the system itself recommended.
package final class TrainingSignals {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  /// Streams: memory does not grow with the number of signals. A connection that is lost on the way is an error, since
  /// some signals have been handed over.
  package func forEach(_ body: (Signal) -> Void) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      // In the order of the primary key, which needs no sorting.
      try connection.read("SELECT user_id, movie_id, half_stars, rated_at FROM ratings", isStreamed: true) { row in
        body(
          Signal(user: row.integer(0), movie: row.integer(1), kind: .rate, rating: row.rating(2), at: row.time(3)))
      }
      try connection.read(
        "SELECT user_id, movie_id, created_at FROM interactions WHERE kind = 'select'", isStreamed: true
      ) { row in
        body(Signal(user: row.integer(0), movie: row.integer(1), kind: .select, rating: nil, at: row.time(2)))
      }
    }
  }
}
