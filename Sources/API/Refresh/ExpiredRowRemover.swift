import Domain
import Logging

/// Removes what has expired from the database, now and then, and the rows of deleted accounts. Driven by one thread of
/// a worker; that several workers do it costs each a look at a few indexes.
package struct ExpiredRowRemover {
  private let store: any RetentionStore
  private let log: Logger
  private var nextExpired = Timestamp(seconds: 0)
  private var nextDeleted = Timestamp(seconds: 0)

  package init(_ store: any RetentionStore, log: Logger) {
    self.store = store
    self.log = log
  }

  /// Does what is due. A failure is logged, and tried again when it is due the next time.
  package mutating func run(at time: Timestamp) {
    do throws(StoreError) {
      if Self.isDue(&nextExpired, at: time, every: Self.expiredInterval) {
        let count = try store.removeExpired(at: time)
        if count > 0 { log.debug("expired rows removed", metadata: ["count": "\(count)"]) }
      }
      if Self.isDue(&nextDeleted, at: time, every: Self.deletedInterval) {
        // A pause is as long as the work, so that a large account does not keep the database busy.
        let isDone = try store.removeDeleted(within: .seconds(1))
        if !isDone { nextDeleted = time + 2 }
      }
    } catch {
      log.error("cannot remove old rows", metadata: ["cause": "\(error)"])
    }
  }

  /// A clock that was set back puts nothing off.
  private static func isDue(_ next: inout Timestamp, at time: Timestamp, every interval: Int64) -> Bool {
    guard time >= next || time + interval < next else { return false }
    next = time + interval
    return true
  }

  /// Seconds.
  private static let expiredInterval: Int64 = 600
  private static let deletedInterval: Int64 = 30
}
