import Glibc

/// An IPv4 or IPv6 address.
package struct IPAddress: Equatable, Sendable {
  /// 4 or 16 bytes in network order.
  package let bytes: [UInt8]

  /// Returns nil if `text` is not an address (inet_pton(3)).
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four, Array.init)
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six, Array.init)
    } else {
      return nil
    }
  }

  /// - Parameter bytes: 4 or 16 bytes in network order.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Turns an IPv4-mapped IPv6 address back into an IPv4 address.
  package var unmapped: IPAddress { bytes.starts(with: Self.mapped) ? IPAddress(Array(bytes[12...])) : self }

  /// 16 bytes; an IPv4 address is mapped into IPv6.
  package var inIPv6: [UInt8] { bytes.count == 4 ? Self.mapped + bytes : bytes }

  /// The prefix of an IPv4-mapped address (RFC 4291 §2.5.5.2).
  private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  package var text: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = bytes.withUnsafeBytes {
      inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, $0.baseAddress, &text, socklen_t(INET6_ADDRSTRLEN))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Who is at the other end of a connection.
package enum Peer: Equatable {
  case ip(IPAddress)
  /// A process of this machine, over a Unix socket.
  case local
  case disconnected
  case otherFamily

  package init(of connection: Int32) {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    self = withUnsafeMutableBytes(of: &storage) { bytes in
      let result = bytes.withMemoryRebound(to: sockaddr.self) { getpeername(connection, $0.baseAddress, &size) }
      guard result == 0 else { return .disconnected }
      switch Int32(bytes.load(as: sa_family_t.self)) {
      case AF_UNIX: return .local
      // `sin_addr` is at offset 4, `sin6_addr` at 8 (ip(7), ipv6(7)).
      case AF_INET: return .ip(IPAddress(Array(bytes[4..<8])))
      case AF_INET6: return .ip(IPAddress(Array(bytes[8..<24])))
      default: return .otherFamily
      }
    }
  }
}
