import Domain
import Logging

/// Periodically removes expired rows and the rows of deleted accounts from the database. Driven by one thread of a
/// worker. Every worker does this; if nothing is left to remove, it costs a few index lookups.
package struct ExpiredRowRemover {
  private let store: any RetentionStore
  private let log: Logger
  private var nextExpired = Timestamp(seconds: 0)
  private var nextDeleted = Timestamp(seconds: 0)

  package init(_ store: any RetentionStore, log: Logger) {
    self.store = store
    self.log = log
  }

  /// Does what is due. After a failure, which is logged, it tries again when the removal is next due.
  package mutating func run(at time: Timestamp) {
    do throws(StoreError) {
      if Self.isDue(&nextExpired, at: time, every: Self.expiredInterval) {
        let count = try store.removeExpired(at: time)
        if count > 0 { log.debug("expired rows removed", metadata: ["count": "\(count)"]) }
      }
      if Self.isDue(&nextDeleted, at: time, every: Self.deletedInterval) {
        // A pause follows each second of work, so that a large account does not keep the database busy.
        let isDone = try store.removeDeleted(within: .seconds(1))
        if !isDone { nextDeleted = time + .seconds(2) }
      }
    } catch {
      log.error("cannot remove old rows", metadata: ["cause": "\(error)"])
    }
  }

  /// Also due if the clock has been set back, which would otherwise delay the removal.
  private static func isDue(_ next: inout Timestamp, at time: Timestamp, every interval: Duration) -> Bool {
    guard time >= next || time + interval < next else { return false }
    next = time + interval
    return true
  }

  private static let expiredInterval = Duration.seconds(600)
  private static let deletedInterval = Duration.seconds(30)
}
