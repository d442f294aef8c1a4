/// Issues and reads refresh tokens, which are opaque to clients, stored as hashes and replaced at each use.
///
/// A token is base64url of
///
///     OFFSET  SIZE  DESCRIPTION
///     0       8     id of the session, big-endian
///     8       32    secret: random at login, then always the HMAC of the previous one
///     40      16    tag: the first half of the HMAC of the bytes before it
///
/// The tag distinguishes tokens that were issued from forged ones, so that only replaying a real token ends its
/// session. The successor is derived from the token: a token that is presented twice in quick succession gets the same
/// successor twice, and only hashes need to be stored. The keys of both HMACs are derived from the signing keys. Not
/// thread-safe: used by one thread.
package final class RefreshTokens {
  package struct Token: Sendable {
    package let session: Int64
    package let secret: [UInt8]
    /// Index of the key that the tag was made with.
    fileprivate let key: Int

    /// The hash that is stored.
    package var hash: [UInt8] { sha256(secret) }
  }

  /// Bytes.
  package static let secretSize = 32
  private static let tagSize = 16
  private static let tagged = 8 + secretSize

  private let tags: [HMACSHA256]
  private let successors: [HMACSHA256]

  package init(_ ring: KeyRing) {
    tags = ring.keys.map { HMACSHA256(key: $0.derived(for: "marquee refresh token tag")) }
    successors = ring.keys.map { HMACSHA256(key: $0.derived(for: "marquee refresh token successor")) }
  }

  package static func randomSecret() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<secretSize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  package func token(session: Int64, secret: [UInt8]) -> String {
    precondition(secret.count == Self.secretSize)
    let bytes = withUnsafeBytes(of: session.bigEndian, Array.init) + secret
    return Base64URL.encode(bytes + tags[0].authenticate(bytes).prefix(Self.tagSize))
  }

  /// Nil unless the tag was made with one of our keys.
  package func read(_ text: String) -> Token? {
    guard text.utf8.count <= 128, let bytes = Base64URL.decode(text), bytes.count == Self.tagged + Self.tagSize else {
      return nil
    }
    let body = bytes[..<Self.tagged]
    guard let key = tags.firstIndex(where: { $0.isValid(prefix: bytes[Self.tagged...], for: body) }) else { return nil }
    let session = body[..<8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return Token(session: Int64(bitPattern: session), secret: Array(body[8...]), key: key)
  }

  /// The secret of the token that replaces this one. It does not depend on which key currently signs.
  package func successor(of token: Token) -> [UInt8] { successors[token.key].authenticate(token.secret) }
}
