import System

/// Keyed hashes of a client's network, one for each of our keys. They suffice to recognise a network, but do not reveal
/// an address to a reader of the database. Not thread-safe: used by one thread.
///
/// A network is an IPv4 address, or the first 64 bits of an IPv6 address, because a client can use a whole /64.
package final class NetworkHash {
  private let codes: [HMACSHA256]

  package init(_ ring: KeyRing) {
    codes = ring.keys.map { HMACSHA256(key: $0.derived(for: "marquee network")) }
  }

  /// The hashes of the network of `address`. The first is made with the signing key and is the one to store.
  package func all(of address: String) -> [[UInt8]] {
    let network = Self.network(of: address)
    return codes.map { $0.authenticate(network) }
  }

  /// The bytes that identify the network. If `address` is not an IP address but, for example, a socket's name, its
  /// UTF-8 bytes.
  package static func network(of address: String) -> [UInt8] {
    guard let bytes = IPAddress(address)?.unmapped.bytes else { return Array(address.utf8) }
    return bytes.count == 4 ? bytes : Array(bytes[..<8])
  }
}
