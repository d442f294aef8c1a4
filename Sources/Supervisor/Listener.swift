import CLinux
import Glibc

/// The pool's listening socket. It outlives every worker; a path that the pool has made goes when the pool stops.
package struct Listener: ~Copyable {
  package let descriptor: Int32
  /// Nil for one that is not ours to remove.
  private var path: String?

  /// Connections that the kernel holds while all workers are busy.
  package static let backlog: Int32 = 1_024

  /// - Parameter path: of a Unix socket that goes with the pool.
  init(descriptor: Int32, path: String?) {
    self.descriptor = descriptor
    self.path = path
  }

  /// What systemd hands over; nil where it does not.
  package static func inherited() throws(SystemCallError) -> Listener? {
    guard let descriptor = try Activation.descriptor() else { return nil }
    return Listener(descriptor: descriptor, path: nil)
  }

  /// Connections that the kernel really holds, at most; nil where it does not tell (listen(2)).
  package static func kernelLimit() -> Int? {
    guard let file = fopen("/proc/sys/net/core/somaxconn", "re") else { return nil }
    defer { fclose(file) }
    var number: [CChar] = Array(repeating: 0, count: 32)
    guard fgets(&number, Int32(number.count), file) != nil else { return nil }
    return Int(atoi(number))
  }

  /// Takes the path away, so that new connections fail at once in place of waiting for nobody.
  package mutating func unlinkPath() {
    if let path { unlink(path) }
    path = nil
  }

  deinit {
    if let path { unlink(path) }
    close(descriptor)
  }
}
