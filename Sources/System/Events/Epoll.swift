import CLinux
import Glibc

/// Waits for any of many descriptors (epoll(7)).
package struct Epoll: Sendable {
  private let descriptor: Int32

  package init() {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    precondition(descriptor >= 0, "epoll_create1: \(SystemCallError.reason())")
  }

  /// Watches a socket that other processes also watch; an event wakes only one of them (`EPOLLEXCLUSIVE`). The kernel
  /// spreads connections unevenly; the slots of a worker make up for that.
  package func add(listener: Int32) {
    control(EPOLL_CTL_ADD, listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
  }

  /// Watches a descriptor, and reports it for as long as it has bytes (level-triggered), so the next leader gets what
  /// this one leaves.
  package func add(_ watched: Int32) { control(EPOLL_CTL_ADD, watched, EPOLLIN.rawValue) }

  package func remove(_ watched: Int32) { control(EPOLL_CTL_DEL, watched, 0) }

  /// A reusable buffer for the events of one `wait`.
  package struct Events {
    fileprivate var entries: [epoll_event]
    package fileprivate(set) var count = 0

    /// - Parameter maximum: the most descriptors that are reported at once.
    package init(maximum: Int) { entries = Array(repeating: epoll_event(), count: maximum) }

    /// The descriptor that an event is about.
    package subscript(index: Int) -> Int32 { entries[index].data.fd }
  }

  /// Waits for events, which replace the previous ones.
  /// - Parameter timeout: nil for no limit.
  package func wait(_ events: inout Events, timeout: Duration? = nil) {
    while true {
      let count = epoll_wait(descriptor, &events.entries, Int32(events.entries.count), timeout?.pollTimeout ?? -1)
      events.count = max(0, Int(count))
      if count >= 0 { return }
      precondition(errno == EINTR, "epoll_wait: \(SystemCallError.reason())")
    }
  }

  private func control(_ operation: Int32, _ watched: Int32, _ events: UInt32) {
    var event = epoll_event(events: events, data: epoll_data_t(fd: watched))
    let result = epoll_ctl(descriptor, operation, watched, &event)
    precondition(result == 0, "epoll_ctl: \(SystemCallError.reason())")
  }
}
