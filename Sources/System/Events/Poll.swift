import CLinux
import Glibc

/// Waits for a few descriptors (poll(2)).
package enum Poll {
  package struct Events: OptionSet, Sendable {
    package let rawValue: Int16
    package init(rawValue: Int16) { self.rawValue = rawValue }

    package static let readable = Events(rawValue: Int16(POLLIN))
    package static let writable = Events(rawValue: Int16(POLLOUT))
    package static let urgent = Events(rawValue: Int16(POLLPRI))
  }

  /// Waits until one of the descriptors is readable or closed, or until a signal is handled.
  /// - Parameters:
  ///   - descriptors: nil ones are never readable.
  ///   - timeout: nil for no limit. Rounded up to milliseconds, so that a deadline has passed when it expires.
  /// - Returns: for each descriptor, whether it is readable or closed.
  package static func readable(_ descriptors: [Int32?], timeout: Duration?) -> [Bool] {
    // A negative number is skipped.
    var entries = descriptors.map { pollfd(fd: $0 ?? -1, events: Int16(POLLIN), revents: 0) }
    let count = poll(&entries, nfds_t(entries.count), timeout?.pollTimeout ?? -1)
    return entries.map { count > 0 && $0.revents != 0 }
  }

  /// Waits for any of `events` on a descriptor. A closed connection counts as ready for all of them.
  /// - Parameter timeout: nil for no limit.
  /// - Returns: the events that have happened; none after the timeout.
  package static func wait(for events: Events, of descriptor: Int32, timeout: Duration?) -> Events {
    var entry = pollfd(fd: descriptor, events: events.rawValue, revents: 0)
    while true {
      let count: Int32
      if let timeout {
        var time = timespec(timeout)
        count = ppoll(&entry, 1, &time, nil)
      } else {
        count = ppoll(&entry, 1, nil, nil)
      }
      guard count < 0, errno == EINTR else {
        guard count > 0 else { return [] }
        return entry.revents & Int16(POLLERR | POLLHUP) != 0 ? events : Events(rawValue: entry.revents)
      }
    }
  }
}

extension Duration {
  /// Milliseconds, rounded up.
  var pollTimeout: Int32 { Int32(clamping: max(0, (self + .nanoseconds(999_999)).milliseconds)) }
}
