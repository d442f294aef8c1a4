import CLinux
import Glibc
import System

/// A running pool, found through the status socket of its master.
package struct RunningPool: Sendable {
  /// The process that listens at the socket, according to the kernel.
  package let master: pid_t
  /// Mapped read-only.
  package let board: Scoreboard

  /// - Parameter timeout: how long the master may take to answer.
  package static func find(
    at path: String, within timeout: Duration = .seconds(5)
  ) throws(ScoreboardError) -> RunningPool {
    let connection = try connect(to: path, within: timeout)
    defer { close(connection) }
    let master = peer_process(connection)
    let descriptor = receive_descriptor(connection, 0)
    guard descriptor >= 0 else {
      let error = SystemCallError("recvmsg", path)
      switch error.number {
      case EAGAIN: throw .silent(path: path, master: master)
      case ECONNRESET: throw .noPool(path: path)
      case 0: throw .foreign(path: path)
      default: throw .system(error)
      }
    }
    return RunningPool(master: master, board: try Scoreboard(descriptor: descriptor, path, isWritable: false))
  }

  private static func connect(to path: String, within timeout: Duration) throws(ScoreboardError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw .system(SystemCallError("connect", path, number: ENAMETOOLONG))
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard connection >= 0 else { throw .system(SystemCallError("socket", path)) }
    // Bounds `connect`, too, which blocks while the backlog is full.
    Socket.setTimeout(timeout, of: connection)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { Glibc.connect(connection, $0.baseAddress, socklen_t(bytes.count)) }
    }
    guard result != 0 else { return connection }
    let error = SystemCallError("connect", path)
    close(connection)
    switch error.number {
    case ECONNREFUSED: throw .noPool(path: path)
    case EAGAIN: throw .silent(path: path, master: nil)
    default: throw .system(error)
    }
  }
}
