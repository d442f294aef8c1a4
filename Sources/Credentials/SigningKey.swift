/// A secret that signs tokens. Never printed: its description says nothing.
package struct SigningKey: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
  package enum Fault: Error, Equatable, CustomStringConvertible {
    case tooShort(bytes: Int)
    case wellKnown

    package var description: String {
      switch self {
      case .tooShort(let bytes): "the secret has \(bytes) bytes and needs at least \(SigningKey.minimumSize)"
      case .wellKnown: "the secret is a known example; make one of your own, for example with 'openssl rand -base64 48'"
      }
    }
  }

  /// Tells this key from others in a token's header: `kid` of RFC 7515 §4.1.4. It follows from the secret, and says no
  /// more of it than any signature does.
  package let id: String

  /// RFC 7518 §3.2: a key at least as long as the hash.
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

  /// A key for another purpose: what one signs is never good as the other's.
  func derived(for purpose: StaticString) -> [UInt8] {
    HMACSHA256(key: bytes).authenticate(purpose.withUTF8Buffer(Array.init))
  }

  package var description: String { "SigningKey" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// Secrets of 32 bytes and more that stand in tutorials. Shorter ones are refused anyway.
  private static let wellKnown: Set<String> = [
    "your-256-bit-secret-your-256-bit-secret", "a-string-secret-at-least-256-bits-long",
    "jwt-secret-key-change-in-production", "your-secret-key-change-in-production", "change-this-secret-in-production",
    "super-secret-key-change-in-production", "dev-secret-key-change-in-production",
  ]
}
