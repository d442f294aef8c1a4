import Domain
import Logging

/// Removes what has expired from the database, now and then: whoever tries names and never comes back leaves rows.
/// Driven by one thread of a worker; that several workers do it costs each a look at two indexes.
package struct Housekeeping {
  private let sessions: any SessionStore
  private let log: Logger
  private var next = Timestamp(seconds: 0)

  package init(_ sessions: any SessionStore, log: Logger) {
    self.sessions = sessions
    self.log = log
  }

  /// Does it if it is due. A failure is logged, and tried again when it is due the next time.
  package mutating func run(at time: Timestamp) {
    guard time >= next else { return }
    next = time + Self.interval
    do throws(StoreError) {
      let count = try sessions.removeExpired(at: time)
      if count > 0 { log.debug("expired rows removed", metadata: ["count": "\(count)"]) }
    } catch {
      log.error("cannot remove expired rows", metadata: ["cause": "\(error)"])
    }
  }

  /// Seconds.
  private static let interval: Int64 = 600
}
