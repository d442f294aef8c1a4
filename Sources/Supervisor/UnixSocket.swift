import CLinux
import Glibc

/// Makes a listening Unix socket: who may connect is a matter of its file.
enum UnixSocket {
  /// Listens at `path` without blocking. A socket file that nobody listens on is replaced; one that is in use, and
  /// anything that is not a socket, is left alone and an error.
  /// - Parameters:
  ///   - owner: user and group of the file; nil for the process's own.
  ///   - mode: permissions of the file.
  static func listen(
    at path: String, owner: uid_t?, group: gid_t?, mode: UInt32
  ) throws(SystemCallError) -> Listener {
    let address = try address(of: path)
    try removeStaleSocket(path, address)
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw SystemCallError("socket", path) }
    do throws(SystemCallError) {
      try bind(descriptor, path, address)
      // Nobody connects before all of it is as it should be.
      if owner != nil || group != nil {
        guard chown(path, owner ?? uid_t.max, group ?? gid_t.max) == 0 else { throw SystemCallError("chown", path) }
      }
      guard chmod(path, mode) == 0 else { throw SystemCallError("chmod", path) }
      guard Glibc.listen(descriptor, Listener.backlog) == 0 else { throw SystemCallError("listen", path) }
    } catch {
      close(descriptor)
      throw error
    }
    return Listener(descriptor: descriptor, path: path)
  }

  /// The file never exists with permissions for anybody else until they are set.
  private static func bind(_ descriptor: Int32, _ path: String, _ address: sockaddr_un) throws(SystemCallError) {
    let previousMask = umask(0o777)
    defer { umask(previousMask) }
    guard withSockaddr(address, { Glibc.bind(descriptor, $0, $1) }) == 0 else { throw SystemCallError("bind", path) }
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

extension Listener {
  /// See `UnixSocket`.
  package static func unix(
    path: String, owner: uid_t? = nil, group: gid_t? = nil, mode: UInt32
  ) throws(SystemCallError) -> Listener {
    try UnixSocket.listen(at: path, owner: owner, group: group, mode: mode)
  }
}
