import CLinux
import CMariaDB
import Glibc
import System

/// Waits for the server within a non-blocking call of the connector (MariaDB Connector/C, "Non-blocking API").
///
/// Most answers arrive sooner than another thread could take over this one's work, so a short wait comes first.
struct Waiting {
  /// Called before a longer wait, at most once per call.
  let willWait: () -> Void

  /// Nanoseconds of the short wait.
  private static let little = 200_000

  /// Runs a call to completion.
  /// - Parameters:
  ///   - isShort: whether to try a short wait first. A change waits for the disk, so it is not worth trying.
  ///   - start: begins the call, and returns what the call waits for, or 0 if it is complete.
  ///   - go: continues the call, given what has arrived; returns the same as `start`.
  func run(
    _ mysql: UnsafeMutablePointer<MYSQL>, isShort: Bool, start: () -> Int32, go: (_ arrived: Int32) -> Int32
  ) {
    var mayBeShort = isShort
    if !isShort { willWait() }
    var awaited = start()
    while awaited != 0 {
      var arrived: Int32 = 0
      if mayBeShort {
        arrived = poll(mysql, for: awaited, timeout: timespec(tv_sec: 0, tv_nsec: Self.little))
        if arrived == 0 { willWait() }
        mayBeShort = false
      }
      if arrived == 0 { arrived = poll(mysql, for: awaited, timeout: patience(mysql, for: awaited)) }
      awaited = go(arrived == 0 ? Int32(MYSQL_WAIT_TIMEOUT) : arrived)
    }
  }

  /// The longest time that the connector wants to wait; nil if there is no limit.
  private func patience(_ mysql: UnsafeMutablePointer<MYSQL>, for awaited: Int32) -> timespec? {
    guard awaited & Int32(MYSQL_WAIT_TIMEOUT) != 0 else { return nil }
    let milliseconds = Int(mysql_get_timeout_value_ms(mysql))
    return timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
  }

  /// - Returns: what has arrived of `awaited`; 0 after a timeout.
  private func poll(
    _ mysql: UnsafeMutablePointer<MYSQL>, for awaited: Int32, timeout: timespec?
  ) -> Int32 {
    let events: [(Int32, Int32)] = [
      (Int32(MYSQL_WAIT_READ), POLLIN), (Int32(MYSQL_WAIT_WRITE), POLLOUT), (Int32(MYSQL_WAIT_EXCEPT), POLLPRI),
    ]
    var entry = pollfd(fd: mysql_get_socket(mysql), events: 0, revents: 0)
    for (wait, event) in events where awaited & wait != 0 { entry.events |= Int16(event) }
    guard Socket.wait(for: &entry, timeout: timeout) else { return 0 }
    // A closed connection counts as ready: the connector notices when it reads.
    let came = entry.revents & Int16(POLLERR | POLLHUP) != 0 ? entry.events : entry.revents
    return events.reduce(0) { arrived, pair in came & Int16(pair.1) != 0 ? arrived | pair.0 : arrived }
  }
}
