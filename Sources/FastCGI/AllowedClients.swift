import CLinux
import Glibc

/// The clients that may connect over TCP. For a Unix socket, the permissions of its file decide.
///
/// FastCGI has no authentication: a client that may connect can claim any remote address for its requests.
package struct AllowedClients: Sendable {
  /// The first `bits` of `address` are compared.
  private struct Network: Sendable {
    let address: [UInt8]
    let bits: Int

    func contains(_ other: [UInt8]) -> Bool {
      let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
      guard other[..<whole] == address[..<whole] else { return false }
      return rest == 0 || (other[whole] ^ address[whole]) >> (8 - rest) == 0
    }
  }

  private let networks: [Network]

  /// - Parameter texts: IPv4 or IPv6 addresses, or networks such as 10.0.0.0/8; nil if one is neither.
  package init?(_ texts: [String]) {
    var networks: [Network] = []
    for text in texts {
      guard let network = Self.network(text) else { return nil }
      networks.append(network)
    }
    self.networks = networks
  }

  private static func network(_ text: String) -> Network? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = bytes(of: String(parts[0])) else { return nil }
    guard parts.count == 2 else { return Network(address: address, bits: 128) }
    let isV4 = !parts[0].contains(":")
    guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(parts[1]), bits <= (isV4 ? 32 : 128)
    else { return nil }
    return Network(address: address, bits: isV4 ? 96 + bits : bits)
  }

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  /// In network order, 16 bytes: IPv4 mapped into IPv6 (RFC 4291 §2.5.5.2).
  private static func bytes(of address: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, address, &four) == 1 { return mapped + four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, address, &sixteen) == 1 ? sixteen : nil
  }

  package func allows(_ address: String) -> Bool { Self.bytes(of: address).map(allows) ?? false }

  private func allows(_ address: [UInt8]) -> Bool { networks.contains { $0.contains(address) } }

  /// The address of a client that may not connect; nil if it may.
  func refusal(of connection: Int32) -> String? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let result = bytes.withMemoryRebound(to: sockaddr.self) { getpeername(connection, $0.baseAddress, &size) }
      guard result == 0 else { return "a client that has disconnected" }
      let address: [UInt8]
      switch Int32(bytes.load(as: sa_family_t.self)) {
      case AF_UNIX: return nil
      // `sin_addr` stands at 4, `sin6_addr` at 8 (ip(7), ipv6(7)).
      case AF_INET: address = Self.mapped + bytes[4..<8]
      case AF_INET6: address = Array(bytes[8..<24])
      default: return "an address of another family"
      }
      return allows(address) ? nil : Self.text(of: address)
    }
  }

  private static func text(of address: [UInt8]) -> String {
    let isV4 = address.starts(with: mapped)
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = (isV4 ? Array(address[12...]) : address).withUnsafeBytes {
      inet_ntop(isV4 ? AF_INET : AF_INET6, $0.baseAddress, &text, socklen_t(INET6_ADDRSTRLEN))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
