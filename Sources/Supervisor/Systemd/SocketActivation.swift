import CLinux
import Glibc
import System

/// The listening socket that systemd passes to the pool (sd_listen_fds(3)). systemd creates it before the pool starts
/// and keeps it while the pool restarts, so that connections wait meanwhile.
enum SocketActivation {
  /// Returns nil if systemd passes nothing to this process. Takes the variables out of the environment: workers get the
  /// socket from the master.
  static func receive() throws(SystemCallError) -> Int32? {
    let (process, count) = (number(of: "LISTEN_PID"), number(of: "LISTEN_FDS"))
    unsetenv("LISTEN_PID")
    unsetenv("LISTEN_FDS")
    unsetenv("LISTEN_FDNAMES")
    guard process == getpid(), let count, count > 0 else { return nil }
    guard count == 1 else { throw SystemCallError("LISTEN_FDS", "is \(count), and must be 1", number: EINVAL) }
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(first, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0 else {
      throw SystemCallError("getsockopt", "descriptor 3")
    }
    guard isListening != 0 else { throw SystemCallError("accept", "descriptor 3", number: EINVAL) }
    let descriptor = fcntl(first, F_DUPFD_CLOEXEC, Inheritance.firstFreeDescriptor)
    guard descriptor >= 0 else { throw SystemCallError("fcntl", "descriptor 3") }
    close(first)
    // Workers race for a connection, and the losers must not block in `accept`.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return descriptor
  }

  private static func number(of variable: String) -> Int32? {
    getenv(variable).flatMap { Int32(String(cString: $0)) }
  }

  /// `SD_LISTEN_FDS_START`.
  private static let first: Int32 = 3
}

extension Listener {
  /// The socket that systemd passes to this process; nil if it passes none.
  package static func fromSystemd() throws(SystemCallError) -> Listener? {
    guard let descriptor = try SocketActivation.receive() else { return nil }
    return Listener(descriptor: descriptor, file: nil)
  }
}
