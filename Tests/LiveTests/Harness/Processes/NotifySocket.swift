import Glibc

/// Stands in for systemd: a socket that a service sends its state to (sd_notify(3)).
final class NotifySocket {
  let path: String
  private let descriptor: Int32
  private(set) var messages: [String] = []

  init() throws {
    path = "\(try makeTemporaryFolder())/n.sock"
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, result == 0 else { throw LiveError("no socket at \(path)") }
  }

  deinit { close(descriptor) }

  /// Whether a message arrives that has a line with this prefix. It and the messages before it are dropped.
  func hears(_ line: String, within seconds: Double = 60) -> Bool {
    eventually(within: seconds) {
      receive()
      guard let index = messages.firstIndex(where: { $0.split(separator: "\n").contains { $0.hasPrefix(line) } }) else {
        return false
      }
      messages.removeFirst(index + 1)
      return true
    }
  }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
      messages.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }
}
