import Glibc

/// An IPv4 or IPv6 address, or a network such as 10.0.0.0/8.
enum NetworkAddress {
  /// Why `text` is not one; nil if it is.
  static func fault(_ text: String) -> String? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first, let longest = bits(of: String(address)) else {
      return "'\(text)' is not an address"
    }
    guard parts.count == 2 else { return nil }
    let isNumber = parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let length = Int(parts[1]), length <= longest else {
      return "the prefix length of '\(text)' must be from 0 to \(longest)"
    }
    return nil
  }

  /// Whether `text` is an address, not a network and not the name of a host.
  static func isSingle(_ text: some StringProtocol) -> Bool { bits(of: String(text)) != nil }

  /// The number of bits; nil if it is not an address.
  private static func bits(of address: String) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, address, &bytes) == 1 { return 32 }
    return inet_pton(AF_INET6, address, &bytes) == 1 ? 128 : nil
  }
}
