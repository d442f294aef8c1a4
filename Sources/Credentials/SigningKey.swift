/// The secret that signs access tokens. Never printed: its description says nothing.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
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

  /// RFC 7518 §3.2: a key at least as long as the hash.
  package static let minimumSize = 32

  let bytes: [UInt8]

  /// The contents of a secret file; one newline at the end does not count.
  package init(contents: [UInt8]) throws(Fault) {
    let bytes = contents.last == UInt8(ascii: "\n") ? contents.dropLast() : contents[...]
    guard bytes.count >= Self.minimumSize else { throw .tooShort(bytes: bytes.count) }
    guard Set(bytes).count > 4, !Self.wellKnown.contains(String(decoding: bytes, as: UTF8.self).lowercased()) else {
      throw .wellKnown
    }
    self.bytes = Array(bytes)
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
