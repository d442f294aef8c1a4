import CLinux
import Glibc

/// The listening socket that systemd hands over (sd_listen_fds(3)): it made it before the pool ran, and keeps it while
/// the pool is restarted, so that what arrives meanwhile waits.
enum Activation {
  /// Nil where systemd hands nothing to this process. Takes the variables out of the environment: workers get theirs
  /// from the master.
  static func descriptor() throws(SystemCallError) -> Int32? {
    let (process, count) = (number(of: "LISTEN_PID"), number(of: "LISTEN_FDS"))
    unsetenv("LISTEN_PID")
    unsetenv("LISTEN_FDS")
    unsetenv("LISTEN_FDNAMES")
    guard process == getpid(), let count, count > 0 else { return nil }
    guard count == 1 else { throw SystemCallError("LISTEN_FDS", "\(count), where one socket serves", number: EINVAL) }
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(first, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0 else {
      throw SystemCallError("getsockopt", "descriptor 3")
    }
    guard isListening != 0 else { throw SystemCallError("accept", "descriptor 3", number: EINVAL) }
    // Out of the numbers that workers use.
    let descriptor = fcntl(first, F_DUPFD_CLOEXEC, 10)
    guard descriptor >= 0 else { throw SystemCallError("fcntl", "descriptor 3") }
    close(first)
    // Slots look for connections that another may have been faster to take.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return descriptor
  }

  private static func number(of variable: String) -> Int32? {
    getenv(variable).flatMap { Int32(String(cString: $0)) }
  }

  /// `SD_LISTEN_FDS_START`.
  private static let first: Int32 = 3
}
