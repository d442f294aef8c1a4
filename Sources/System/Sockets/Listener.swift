import CLinux
import Glibc

/// A listening socket of the pool. It outlives every worker.
package struct Listener: ~Copyable {
  package private(set) var descriptor: Int32
  /// The socket file to create; nil for a socket without one, and for one that another process has created.
  private let file: UnixSocket?
  /// The path of the socket file; nil for a socket without one.
  private let path: String?
  private var identity: UnixSocket.FileIdentity?

  /// Connections that the kernel queues while all workers are busy.
  package static let defaultBacklog: Int32 = 1_024

  /// - Parameter file: the Unix socket that has just been created; nil if there is none.
  package init(descriptor: Int32, file: UnixSocket?) {
    self.descriptor = descriptor
    self.file = file
    path = file?.path ?? UnixSocket.path(of: descriptor)
    identity = path.flatMap { UnixSocket.FileIdentity(of: $0) }
  }

  /// The largest backlog that the kernel grants (listen(2)); nil if that is unknown.
  package static func kernelLimit() -> Int? {
    KernelFile.text("/proc/sys/net/core/somaxconn")?.split(separator: "\n").first.flatMap { Int($0) }
  }

  /// Whether new connections reach this socket: its path leads to it, or this process may not see the path.
  package var isInPlace: Bool {
    // The file of a socket that another process created may lie where this process cannot see it.
    guard let path, isOwn || identity != nil else { return true }
    guard let found = UnixSocket.FileIdentity(of: path) else { return SystemCallError("lstat", path).number != ENOENT }
    return found == identity
  }

  /// Whether the pool created the socket, and can create it again.
  package var isOwn: Bool { file != nil }

  /// Creates the socket file again. A socket cannot get its file back, so this becomes a new socket. Connections that
  /// wait at the old one are left to the processes that still hold it.
  package mutating func listenAgain() throws(SystemCallError) {
    guard let file else { return }
    self = try file.listen()
  }

  /// Removes the socket file, so that new connections fail at once instead of waiting in vain. If another socket has
  /// taken the path, its file stays.
  package mutating func unlinkPath() {
    removeFile()
    identity = nil
  }

  private borrowing func removeFile() {
    guard let file, !file.staysBehind, let identity, identity == UnixSocket.FileIdentity(of: file.path) else { return }
    unlink(file.path)
  }

  deinit {
    removeFile()
    close(descriptor)
  }
}
