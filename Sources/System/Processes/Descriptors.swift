import CLinux
import Glibc

/// The descriptors that a process has open when it starts.
package enum Descriptors {
  /// Opens /dev/null for each of 0, 1 and 2 that is closed, and sets close-on-exec on all others.
  ///
  /// Call it before anything is opened: a socket with the number 2 would receive every message of the Swift runtime.
  package static func prepare() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // It gets the lowest free number, and all below `number` are taken by now.
      _ = open("/dev/null", O_RDWR)
    }
    close_range(UInt32(STDERR_FILENO + 1), UInt32.max, Int32(CLOSE_RANGE_CLOEXEC))
  }
}
