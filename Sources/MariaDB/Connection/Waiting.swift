import CMariaDB
import System

/// Waits for the server within a non-blocking call of the connector (MariaDB Connector/C, "Non-blocking API").
///
/// Most answers arrive before another thread could take over this one's work, so a short wait comes first.
struct Waiting {
  /// Called before a longer wait, at most once per call.
  let willWait: () -> Void

  private static let shortWait = Duration.microseconds(200)

  /// Runs a call to completion.
  /// - Parameters:
  ///   - isShort: whether to try a short wait first. For a change it is not worth it: a change waits for the disk.
  ///   - start: begins the call, and returns the events it waits for, or 0 if it is complete.
  ///   - go: continues the call, given the events that have arrived; returns the same as `start`.
  func run(
    _ mysql: UnsafeMutablePointer<MYSQL>, isShort: Bool, start: () -> Int32, go: (_ arrived: Int32) -> Int32
  ) {
    var mayBeShort = isShort
    if !isShort { willWait() }
    var awaited = start()
    while awaited != 0 {
      var arrived: Int32 = 0
      if mayBeShort {
        arrived = poll(mysql, for: awaited, timeout: Self.shortWait)
        if arrived == 0 { willWait() }
        mayBeShort = false
      }
      if arrived == 0 { arrived = poll(mysql, for: awaited, timeout: patience(mysql, for: awaited)) }
      awaited = go(arrived == 0 ? Int32(MYSQL_WAIT_TIMEOUT) : arrived)
    }
  }

  /// The longest time that the connector wants to wait; nil if there is no limit.
  private func patience(_ mysql: UnsafeMutablePointer<MYSQL>, for awaited: Int32) -> Duration? {
    guard awaited & Int32(MYSQL_WAIT_TIMEOUT) != 0 else { return nil }
    return .milliseconds(mysql_get_timeout_value_ms(mysql))
  }

  /// - Returns: the events of `awaited` that have arrived; 0 after a timeout.
  private func poll(
    _ mysql: UnsafeMutablePointer<MYSQL>, for awaited: Int32, timeout: Duration?
  ) -> Int32 {
    let events: [(Int32, Poll.Events)] = [
      (Int32(MYSQL_WAIT_READ), .readable), (Int32(MYSQL_WAIT_WRITE), .writable), (Int32(MYSQL_WAIT_EXCEPT), .urgent),
    ]
    let wanted = events.reduce(into: Poll.Events()) { wanted, pair in
      if awaited & pair.0 != 0 { wanted.formUnion(pair.1) }
    }
    // The connector notices that a connection is closed when it reads.
    let arrived = Poll.wait(for: wanted, of: mysql_get_socket(mysql), timeout: timeout)
    return events.reduce(0) { sum, pair in arrived.contains(pair.1) ? sum | pair.0 : sum }
  }
}
