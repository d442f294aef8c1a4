import CLinux
import Glibc

/// A pool that runs, found by the socket at which its master answers.
package struct RunningPool: Sendable {
  /// The process that listens there: the kernel says so.
  package let master: pid_t
  /// What it shows, for reading alone.
  package let board: Scoreboard

  /// - Parameter seconds: how long the master may take to answer.
  package static func find(at path: String, within seconds: Int = 5) throws(ScoreboardError) -> RunningPool {
    let connection = try connect(to: path, within: seconds)
    defer { close(connection) }
    let master = peer_process(connection)
    let descriptor = receive_descriptor(connection, 0)
    guard descriptor >= 0 else {
      switch errno {
      case EAGAIN: throw .silent(path: path, master: master)
      case ECONNRESET: throw .noPool(path: path)
      case let code: throw code == 0 ? .foreign(path: path) : .system(call: "recvmsg", path: path, code: code)
      }
    }
    return RunningPool(master: master, board: try Scoreboard(descriptor: descriptor, path, isWritable: false))
  }

  private static func connect(to path: String, within seconds: Int) throws(ScoreboardError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw .system(call: "connect", path: path, code: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard connection >= 0 else { throw .system(call: "socket", path: path, code: errno) }
    // Of `connect`, too, where others wait to be accepted.
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { Glibc.connect(connection, $0.baseAddress, socklen_t(bytes.count)) }
    }
    guard result != 0 else { return connection }
    let code = errno
    close(connection)
    switch code {
    case ECONNREFUSED: throw .noPool(path: path)
    case EAGAIN: throw .silent(path: path, master: nil)
    default: throw .system(call: "connect", path: path, code: code)
    }
  }
}
