import CLinux
import Glibc

/// The pool's listening Unix socket. It outlives every worker; the path goes when the pool stops.
package struct UnixListener: ~Copyable {
  package let descriptor: Int32
  private let path: String
  private var isLinked = true

  /// Connections that the kernel holds while all workers are busy.
  private static let backlog: Int32 = 1_024

  /// Listens at `path` without blocking. A socket file that nobody listens on is replaced; one that is in use, and
  /// anything that is not a socket, is left alone and an error.
  /// - Parameter mode: permissions of the socket file.
  package static func open(path: String, mode: UInt32) throws(SystemCallError) -> UnixListener {
    let address = try address(of: path)
    try removeStaleSocket(path, address)
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw SystemCallError("socket", path) }
    do throws(SystemCallError) {
      try bindAndListen(descriptor, path, address, mode: mode)
    } catch {
      close(descriptor)
      throw error
    }
    return UnixListener(descriptor: descriptor, path: path)
  }

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// The file never exists with wider permissions than asked for.
  private static func bindAndListen(
    _ descriptor: Int32, _ path: String, _ address: sockaddr_un, mode: UInt32
  ) throws(SystemCallError) {
    let previousMask = umask(0o777 & ~mode)
    defer { umask(previousMask) }
    guard withSockaddr(address, { bind(descriptor, $0, $1) }) == 0 else { throw SystemCallError("bind", path) }
    guard listen(descriptor, backlog) == 0 else { throw SystemCallError("listen", path) }
  }

  /// Takes the path away, so that new connections fail at once in place of waiting for nobody.
  package mutating func unlinkPath() {
    guard isLinked else { return }
    unlink(path)
    isLinked = false
  }

  deinit {
    if isLinked { unlink(path) }
    close(descriptor)
  }

  private static func address(of path: String) throws(SystemCallError) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw SystemCallError("bind", path, number: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  private static func removeStaleSocket(_ path: String, _ address: sockaddr_un) throws(SystemCallError) {
    var information = stat()
    guard lstat(path, &information) == 0 else { return }
    guard information.st_mode & S_IFMT == S_IFSOCK else { throw SystemCallError("bind", path, number: EEXIST) }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard probe >= 0 else { throw SystemCallError("socket", path) }
    defer { close(probe) }
    let connected = withSockaddr(address) { connect(probe, $0, $1) }
    guard connected != 0, errno == ECONNREFUSED else { throw SystemCallError("bind", path, number: EADDRINUSE) }
    unlink(path)
  }

  private static func withSockaddr(
    _ address: sockaddr_un, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
