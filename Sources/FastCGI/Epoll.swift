import CLinux
import Glibc

/// The readiness of sockets that all workers share, of kept connections, and of events.
struct Epoll: Sendable {
  private let descriptor: Int32

  init() {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    precondition(descriptor >= 0, "epoll_create1: \(String(cString: strerror(errno)))")
  }

  /// Wakes one of the processes that wait for the same socket, not all (`EPOLLEXCLUSIVE`).
  func add(listener: Int32) {
    control(EPOLL_CTL_ADD, listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
  }

  /// Reported again and again as long as there is something to read: what a leader leaves is the next one's.
  func add(_ watched: Int32) { control(EPOLL_CTL_ADD, watched, EPOLLIN.rawValue) }

  func remove(_ watched: Int32) { control(EPOLL_CTL_DEL, watched, 0) }

  /// Some descriptors with something to do; none after `timeout` milliseconds, which is -1 for ever.
  func wait(_ events: inout [epoll_event], timeout: Int32 = -1) -> Int {
    while true {
      let count = epoll_wait(descriptor, &events, Int32(events.count), timeout)
      if count >= 0 { return Int(count) }
      precondition(errno == EINTR, "epoll_wait: \(String(cString: strerror(errno)))")
    }
  }

  private func control(_ operation: Int32, _ watched: Int32, _ events: UInt32) {
    var event = epoll_event(events: events, data: epoll_data_t(fd: watched))
    let result = epoll_ctl(descriptor, operation, watched, &event)
    precondition(result == 0, "epoll_ctl: \(String(cString: strerror(errno)))")
  }
}
