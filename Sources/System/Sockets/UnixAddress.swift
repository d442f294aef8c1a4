import Glibc

/// The address of a Unix socket (unix(7)).
struct UnixAddress {
  private var address = sockaddr_un()
  private var length: socklen_t

  /// - Parameters:
  ///   - path: a path, or an abstract name, which begins with a zero byte.
  ///   - call: for errors.
  init(_ path: String, for call: String) throws(SystemCallError) {
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw SystemCallError(call, path, number: ENAMETOOLONG)
    }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    // A path includes its terminating zero. An abstract name must not: the zero would be part of the name.
    length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (bytes.first == 0 ? 0 : 1))
  }

  func withSockaddr<Result>(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
    }
  }
}
