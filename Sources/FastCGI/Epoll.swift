import CLinux
import Glibc

/// The readiness of sockets that all workers share, of kept connections and of one event that says that all is done.
///
/// One epoll instance is shared by all slots of a worker; its calls are thread-safe (epoll(7)).
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

  /// Level-triggered, so that every slot sees it once it is set.
  func add(event: Int32) { control(EPOLL_CTL_ADD, event, EPOLLIN.rawValue) }

  /// Reports the connection to one slot, once, until it is re-armed.
  func add(connection: Int32) { control(EPOLL_CTL_ADD, connection, EPOLLIN.rawValue | EPOLLONESHOT.rawValue) }

  func rearm(connection: Int32) { control(EPOLL_CTL_MOD, connection, EPOLLIN.rawValue | EPOLLONESHOT.rawValue) }

  func remove(_ watched: Int32) { control(EPOLL_CTL_DEL, watched, 0) }

  /// The next descriptor with something to do. Waits as long as it takes.
  func wait() -> Int32 {
    var event = epoll_event()
    while true {
      let count = epoll_wait(descriptor, &event, 1, -1)
      if count == 1 { return event.data.fd }
      precondition(count == 0 || errno == EINTR, "epoll_wait: \(String(cString: strerror(errno)))")
    }
  }

  private func control(_ operation: Int32, _ watched: Int32, _ events: UInt32) {
    var event = epoll_event(events: events, data: epoll_data_t(fd: watched))
    let result = epoll_ctl(descriptor, operation, watched, &event)
    precondition(result == 0, "epoll_ctl: \(String(cString: strerror(errno)))")
  }
}
