import CLinux
import Glibc

/// Waits for any of many descriptors (epoll(7)).
package struct Epoll: Sendable {
  private let descriptor: Int32

  package init() {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    precondition(descriptor >= 0, "epoll_create1: \(SystemCallError.reason())")
  }

  /// Watches a socket that other processes watch, too; an event wakes only one of them (`EPOLLEXCLUSIVE`). The kernel
  /// spreads connections unevenly; the slots of a worker make up for that.
  package func add(listener: Int32) {
    control(EPOLL_CTL_ADD, listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
  }

  /// Watches a descriptor, which is reported for as long as it has bytes: the next leader gets what this one leaves.
  package func add(_ watched: Int32) { control(EPOLL_CTL_ADD, watched, EPOLLIN.rawValue) }

  package func remove(_ watched: Int32) { control(EPOLL_CTL_DEL, watched, 0) }

  /// Waits for events.
  /// - Parameter timeoutMilliseconds: -1 for no limit.
  /// - Returns: how many of `events` have been filled in; 0 after the timeout.
  package func wait(_ events: inout [epoll_event], timeoutMilliseconds: Int32 = -1) -> Int {
    while true {
      let count = epoll_wait(descriptor, &events, Int32(events.count), timeoutMilliseconds)
      if count >= 0 { return Int(count) }
      precondition(errno == EINTR, "epoll_wait: \(SystemCallError.reason())")
    }
  }

  private func control(_ operation: Int32, _ watched: Int32, _ events: UInt32) {
    var event = epoll_event(events: events, data: epoll_data_t(fd: watched))
    let result = epoll_ctl(descriptor, operation, watched, &event)
    precondition(result == 0, "epoll_ctl: \(SystemCallError.reason())")
  }
}
