import MariaDB
import System

/// How far a replica is behind the database that it follows.
package enum ReplicaLag: Equatable {
  /// It took so long until the replica had what the database had at the beginning.
  case atMost(Duration)
  case moreThan(Duration)
  /// The database has no binary log, so nothing follows it.
  case unknown

  /// Waits until the replica has caught up. Needs no right of an administrator.
  package static func measure(
    of replica: Connection, behind database: Connection, patience: Duration
  ) throws(MariaDBError) -> ReplicaLag {
    let position = try database.rows("SELECT @@GLOBAL.gtid_binlog_pos") { try $0.text(0) }[0]
    guard !position.isEmpty else { return .unknown }
    let begin = SystemClock.monotonic()
    let outcome = try replica.rows("SELECT MASTER_GTID_WAIT(\(position), \(patience.seconds))") { try $0.integer(0) }
    return outcome[0] == 0 ? .atMost(SystemClock.monotonic() - begin) : .moreThan(patience)
  }
}

extension ReplicaLag: CustomStringConvertible {
  package var description: String {
    switch self {
    case .atMost(let lag): "the replica is at most \(max(1, lag.milliseconds)) ms behind the database"
    case .moreThan(let patience): "the replica is more than \(patience.seconds) s behind the database"
    case .unknown: "how far the replica is behind is unknown: the database writes no binary log"
    }
  }
}
