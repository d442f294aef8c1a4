import System

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

  /// - Parameter texts: IPv4 or IPv6 addresses, or networks such as 10.0.0.0/8.
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

  /// 16 bytes: an IPv4 address counts as mapped into IPv6.
  private static func bytes(of address: String) -> [UInt8]? { IPAddress(address)?.inIPv6 }

  package func allows(_ address: String) -> Bool { Self.bytes(of: address).map(allows) ?? false }

  private func allows(_ address: [UInt8]) -> Bool { networks.contains { $0.contains(address) } }

  /// The address of a client that may not connect; nil if it may.
  func refusal(of connection: Int32) -> String? {
    switch Peer(of: connection) {
    case .local: nil
    case .ip(let address): allows(address.inIPv6) ? nil : address.unmapped.text
    case .disconnected: "a client that has disconnected"
    case .otherFamily: "an address of another family"
    }
  }
}
