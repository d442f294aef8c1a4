import Glibc

/// Connections to a Unix socket that say nothing.
final class UnixConnections {
  private var descriptors: [Int32] = []
  /// Whether the kernel would not hold one more.
  private(set) var areRefused = false

  init(_ path: String, count: Int) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    for _ in 0..<count where !areRefused {
      let descriptor = socket(AF_UNIX, type, 0)
      let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      areRefused = result != 0 && errno == EAGAIN
      descriptors.append(descriptor)
    }
  }

  deinit { close() }

  func close() {
    descriptors.forEach { _ = Glibc.close($0) }
    descriptors = []
  }
}
