import CLinux
import Glibc

/// A listening Unix socket to be created; the permissions of its file say who may connect.
package struct UnixSocket: Equatable, Sendable {
  package let path: String
  /// User and group of the file; nil for the process's own.
  let owner: uid_t?
  let group: gid_t?
  /// Permissions of the file.
  let mode: UInt32
  /// Connections that the kernel queues until they are accepted.
  let backlog: Int32
  /// Whether the file stays when the pool stops.
  let staysBehind: Bool

  package init(
    path: String, owner: uid_t? = nil, group: gid_t? = nil, mode: UInt32, backlog: Int32 = Listener.defaultBacklog,
    staysBehind: Bool = false
  ) {
    self.path = path
    self.owner = owner
    self.group = group
    self.mode = mode
    self.backlog = backlog
    self.staysBehind = staysBehind
  }

  /// Identifies a file for as long as it exists.
  struct FileIdentity: Equatable {
    let device: dev_t
    let inode: ino_t

    /// Returns nil if there is no file at `path`.
    init?(of path: String) {
      var information = stat()
      guard lstat(path, &information) == 0 else { return nil }
      (device, inode) = (information.st_dev, information.st_ino)
    }
  }

  /// The path of a Unix socket; nil for any other, and for one without a file (unix(7)).
  static func path(of descriptor: Int32) -> String? {
    var address = sockaddr_un()
    var size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
    let bytes = withUnsafeBytes(of: &address.sun_path) { Array($0.prefix { $0 != 0 }) }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Starts to listen on a non-blocking socket. A stale socket file is replaced. A socket in use (EADDRINUSE) or a file
  /// of another kind (EEXIST) is left alone.
  package func listen() throws(SystemCallError) -> Listener {
    let address = try UnixAddress(path, for: "bind")
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw SystemCallError("socket", path) }
    let lock = lockFolder()
    defer { withExtendedLifetime(lock) {} }
    do throws(SystemCallError) {
      try removeStaleFile(address)
      try bind(descriptor, address)
      // Nobody can connect before owner and mode are set: the file has no permissions yet.
      if owner != nil || group != nil {
        guard chown(path, owner ?? uid_t.max, group ?? gid_t.max) == 0 else { throw SystemCallError("chown", path) }
      }
      guard chmod(path, mode) == 0 else { throw SystemCallError("chmod", path) }
      guard Glibc.listen(descriptor, backlog) == 0 else { throw SystemCallError("listen", path) }
    } catch {
      close(descriptor)
      throw error
    }
    return Listener(descriptor: descriptor, file: self)
  }

  /// Keeps a second pool that starts at the same moment from taking this one's fresh socket for a stale one. Gives up
  /// after 200 ms: a cleaner of temporary files may hold the folder's lock for long, and must not block the start.
  private func lockFolder() -> FileLock? {
    for _ in 0..<100 {
      do throws(SystemCallError) {
        if let lock = try FileLock(ifFree: FileDescriptor(Directory.containing(path), .directory)) { return lock }
      } catch {
        return nil
      }
      pause(for: .milliseconds(2))
    }
    return nil
  }

  /// The file gets the mode of the socket (`unix_bind` in the kernel), so at first nobody has permissions. Setting the
  /// umask instead would also affect files that other threads create meanwhile.
  private func bind(_ descriptor: Int32, _ address: UnixAddress) throws(SystemCallError) {
    guard fchmod(descriptor, 0) == 0 else { throw SystemCallError("fchmod", path) }
    guard address.withSockaddr({ Glibc.bind(descriptor, $0, $1) }) == 0 else { throw SystemCallError("bind", path) }
  }

  private func removeStaleFile(_ address: UnixAddress) throws(SystemCallError) {
    var information = stat()
    guard lstat(path, &information) == 0 else { return }
    guard information.st_mode & S_IFMT == S_IFSOCK else { throw SystemCallError("bind", path, number: EEXIST) }
    // Non-blocking: a process that listens there may be slow to accept.
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let probe = socket(AF_UNIX, type, 0)
    guard probe >= 0 else { throw SystemCallError("socket", path) }
    defer { close(probe) }
    let connected = address.withSockaddr { Glibc.connect(probe, $0, $1) }
    guard connected != 0, SystemCallError("connect", path).number == ECONNREFUSED else {
      throw SystemCallError("bind", path, number: EADDRINUSE)
    }
    unlink(path)
  }

  /// Connects to the socket at `path`.
  /// - Parameter timeout: also applies to each later receive and send.
  package static func connect(to path: String, timeout: Duration) throws(SystemCallError) -> FileDescriptor {
    let address = try UnixAddress(path, for: "connect")
    let connection = FileDescriptor(
      owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0), path: path)
    guard connection.number >= 0 else { throw SystemCallError("socket", path) }
    // This also bounds `connect`, which blocks while the backlog is full.
    Socket.setTimeout(timeout, of: connection.number)
    let result = address.withSockaddr { Glibc.connect(connection.number, $0, $1) }
    guard result == 0 else { throw SystemCallError("connect", path) }
    return connection
  }

  /// Sends a datagram without blocking. Does nothing if nobody receives it.
  /// - Parameter path: the path of the socket; an abstract name begins with `@` (unix(7)).
  package static func send(datagram: [UInt8], to path: String) {
    let name = path.first == "@" ? "\0" + path.dropFirst() : path
    guard let address = try? UnixAddress(name, for: "sendto") else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = address.withSockaddr { sendto(descriptor, datagram, datagram.count, Int32(MSG_NOSIGNAL), $0, $1) }
  }
}
