import CLinux
import Glibc

/// A listening socket of the pool. It outlives every worker.
package struct Listener: ~Copyable {
  package private(set) var descriptor: Int32
  /// What its file should be; nil for a socket without one, and for one that others have made.
  private let file: UnixSocket?
  /// Where its file is; nil for a socket without one.
  private let path: String?
  private var identity: UnixSocket.Identity?

  /// Connections that the kernel holds while all workers are busy.
  package static let defaultBacklog: Int32 = 1_024

  /// - Parameter file: of a Unix socket, which has just been made.
  init(descriptor: Int32, file: UnixSocket?) {
    self.descriptor = descriptor
    self.file = file
    path = file?.path ?? UnixSocket.path(of: descriptor)
    identity = path.flatMap { UnixSocket.Identity(of: $0) }
  }

  /// What systemd hands over; nil if it does not.
  package static func inherited() throws(SystemCallError) -> Listener? {
    guard let descriptor = try Activation.descriptor() else { return nil }
    return Listener(descriptor: descriptor, file: nil)
  }

  /// Connections that the kernel really holds, at most; nil if it does not tell (listen(2)).
  package static func kernelLimit() -> Int? {
    guard let file = fopen("/proc/sys/net/core/somaxconn", "re") else { return nil }
    defer { fclose(file) }
    var number: [CChar] = Array(repeating: 0, count: 32)
    guard fgets(&number, Int32(number.count), file) != nil else { return nil }
    return Int(atoi(number))
  }

  /// Whether new connections come to this socket: the path leads to it, as far as this process may look.
  package var isInPlace: Bool {
    // Where others have made the socket, its file may lie where this process has never seen it.
    guard let path, isOwn || identity != nil else { return true }
    guard let found = UnixSocket.Identity(of: path) else { return errno != ENOENT }
    return found == identity
  }

  /// Whether the pool has made the socket, and can make it anew.
  var isOwn: Bool { file != nil }

  /// Takes the path anew. A socket cannot have its file back, so this is another one: what waits at the old one is for
  /// those who have it.
  package mutating func listenAnew() throws(SystemCallError) {
    guard let file else { return }
    self = try file.listen()
  }

  /// Takes the path away, so that new connections fail at once in place of waiting for nobody. Never that of another
  /// socket, which has taken its place.
  package mutating func unlinkPath() {
    removeFile()
    identity = nil
  }

  private borrowing func removeFile() {
    guard let file, !file.staysBehind, let identity, identity == UnixSocket.Identity(of: file.path) else { return }
    unlink(file.path)
  }

  deinit {
    removeFile()
    close(descriptor)
  }
}
