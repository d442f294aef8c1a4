import CLinux
import Glibc

/// Who may connect over TCP. Unix sockets have permissions for that.
///
/// FastCGI knows no password: whoever may connect is whoever they say they are.
package struct AllowedClients: Sendable {
  /// In network order, 16 bytes: IPv4 mapped into IPv6 (RFC 4291 §2.5.5.2).
  private let addresses: Set<[UInt8]>

  /// - Parameter addresses: IPv4 or IPv6; nil where one is neither.
  package init?(_ addresses: [String]) {
    var all: Set<[UInt8]> = []
    for address in addresses {
      guard let bytes = Self.bytes(of: address) else { return nil }
      all.insert(bytes)
    }
    self.addresses = all
  }

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  private static func bytes(of address: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, address, &four) == 1 { return mapped + four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, address, &sixteen) == 1 ? sixteen : nil
  }

  package func allows(_ address: String) -> Bool { Self.bytes(of: address).map(addresses.contains) ?? false }

  /// Whether whoever `connection` comes from may ask.
  func allows(connection: Int32) -> Bool {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let result = bytes.withMemoryRebound(to: sockaddr.self) { getpeername(connection, $0.baseAddress, &size) }
      guard result == 0 else { return false }
      switch Int32(bytes.load(as: sa_family_t.self)) {
      case AF_UNIX: return true
      // `sin_addr` stands at 4, `sin6_addr` at 8 (ip(7), ipv6(7)).
      case AF_INET: return addresses.contains(Self.mapped + bytes[4..<8])
      case AF_INET6: return addresses.contains(Array(bytes[8..<24]))
      default: return false
      }
    }
  }
}
