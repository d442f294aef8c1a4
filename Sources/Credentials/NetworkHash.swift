import Glibc

/// What is stored of the network that a client comes from, under each of our keys: enough to know it again, and nothing
/// that tells an address to whoever reads the database. Used by one thread.
///
/// A network is an address, or the first 64 bits of one of IPv6, of which everybody has a whole network.
package final class NetworkHash {
  private let codes: [HMACSHA256]

  package init(_ ring: KeyRing) {
    codes = ring.keys.map { HMACSHA256(key: $0.derived(for: "marquee network")) }
  }

  /// The first is under the key that signs, and is the one to store.
  package func all(of address: String) -> [[UInt8]] {
    let network = Self.network(of: address)
    return codes.map { $0.authenticate(network) }
  }

  /// Of what is no address, such as a socket's name, its bytes.
  package static func network(of address: String) -> [UInt8] {
    var four = in_addr()
    if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: &four, Array.init) }
    var six = in6_addr()
    guard inet_pton(AF_INET6, address, &six) == 1 else { return Array(address.utf8) }
    let bytes = withUnsafeBytes(of: &six, Array.init)
    // An IPv4 address within IPv6 (RFC 4291 §2.5.5.2).
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    return bytes.starts(with: mapped) ? Array(bytes[12...]) : Array(bytes[..<8])
  }
}
