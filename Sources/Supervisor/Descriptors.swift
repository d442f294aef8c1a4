import CLinux
import Glibc

/// What a process has open when it starts, whoever started it.
package enum Descriptors {
  /// Opens /dev/null for each of 0, 1 and 2 that is closed, and keeps all others from processes that this one starts.
  ///
  /// Call it before anything is opened: a socket with the number 2 would get every message of the runtime.
  package static func prepare() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest free number, and those below are taken by now.
      _ = open("/dev/null", O_RDWR)
    }
    close_range(UInt32(STDERR_FILENO + 1), UInt32.max, Int32(CLOSE_RANGE_CLOEXEC))
  }
}
