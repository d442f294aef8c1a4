import CLinux
import Glibc

/// A flag that a thread raises once and other threads wait for with epoll or poll (eventfd(2)).
package final class EventFlag: Sendable {
  /// Readable once the flag is raised.
  package let descriptor: Int32

  package init() {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC))
    precondition(descriptor >= 0, "eventfd: \(SystemCallError.reason())")
  }

  deinit { close(descriptor) }

  package func raise() { eventfd_write(descriptor, 1) }
}
