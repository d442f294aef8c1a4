import Domain
import Logging

/// Periodically removes expired rows and the rows of deleted accounts from the database. Driven by one thread of a
/// worker. Every worker does this; if nothing is left to remove, it costs a few index lookups.
package struct ExpiredRowRemover {
  private let store: any RetentionStore
  private let log: Logger
  private var expired = Schedule(every: .seconds(600))
  private var deleted = Schedule(every: .seconds(30))

  package init(_ store: any RetentionStore, log: Logger) {
    self.store = store
    self.log = log
  }

  /// Does what is due. After a failure, which is logged, it tries again when the removal is next due.
  package mutating func run(at time: Timestamp) {
    do throws(StoreError) {
      if expired.isDue(at: time) {
        let count = try store.removeExpired(at: time)
        if count > 0 { log.debug("expired rows removed", metadata: ["count": "\(count)"]) }
      }
      if deleted.isDue(at: time) {
        // A pause follows each second of work, so that a large account does not keep the database busy.
        let isDone = try store.removeDeleted(within: .seconds(1))
        if !isDone { deleted.postpone(to: time + .seconds(2)) }
      }
    } catch {
      log.error("cannot remove old rows", metadata: ["cause": "\(error)"])
    }
  }
}
