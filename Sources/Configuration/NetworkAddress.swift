import System

/// An IPv4 or IPv6 address, or a network such as 10.0.0.0/8.
enum NetworkAddress {
  /// Why `text` is neither; nil if it is one of them.
  static func fault(_ text: String) -> String? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else {
      return "'\(text)' is not an address"
    }
    guard parts.count == 2 else { return nil }
    let longest = address.bytes.count * 8
    let isNumber = parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let length = Int(parts[1]), length <= longest else {
      return "the prefix length of '\(text)' must be from 0 to \(longest)"
    }
    return nil
  }

  /// Whether `text` is an address, not a network or a host name.
  static func isSingle(_ text: some StringProtocol) -> Bool { IPAddress(String(text)) != nil }
}
