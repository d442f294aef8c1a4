/// A secret that signs tokens. Its description and mirror do not reveal it.
package struct SigningKey: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
  package enum Fault: Error, Equatable, CustomStringConvertible {
    case tooShort(bytes: Int)
    case wellKnown

    package var description: String {
      switch self {
      case .tooShort(let bytes): "the secret has \(bytes) bytes and needs at least \(SigningKey.minimumSize)"
      case .wellKnown: "the secret is a known example; generate your own, for example with 'openssl rand -base64 48'"
      }
    }
  }

  /// Identifies this key in a token's header (`kid`, RFC 7515 §4.1.4). Derived from the secret, and reveals no more
  /// about it than any signature does.
  package let id: String

  /// Bytes. A key must be at least as long as the hash (RFC 7518 §3.2).
  package static let minimumSize = 32

  let bytes: [UInt8]

  package init(secret bytes: [UInt8]) throws(Fault) {
    guard bytes.count >= Self.minimumSize else { throw .tooShort(bytes: bytes.count) }
    guard Set(bytes).count > 4, !Self.wellKnown.contains(String(decoding: bytes, as: UTF8.self).lowercased()) else {
      throw .wellKnown
    }
    self.bytes = bytes
    id = Base64URL.encode(sha256(Array("marquee key id".utf8) + bytes).prefix(6))
  }

  /// Derives a key for another purpose, so that signatures for one purpose are never valid for another.
  func derived(for purpose: StaticString) -> [UInt8] {
    HMACSHA256(key: bytes).authenticate(purpose.withUTF8Buffer(Array.init))
  }

  package var description: String { "SigningKey" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// Secrets of at least 32 bytes from tutorials, in lower case. Shorter ones are refused anyway.
  private static let wellKnown: Set<String> = [
    "your-256-bit-secret-your-256-bit-secret", "a-string-secret-at-least-256-bits-long",
    "jwt-secret-key-change-in-production", "your-secret-key-change-in-production", "change-this-secret-in-production",
    "super-secret-key-change-in-production", "dev-secret-key-change-in-production",
  ]
}
