import Domain
import JSON

/// Issues and verifies access tokens: JWS compact serialisation with HS256 (RFC 7515 §7.1, RFC 7519).
///
/// The algorithm is fixed; a token cannot choose another. Not thread-safe: used by one thread.
package final class AccessTokens {
  private struct Key {
    let id: String
    /// Base64url of `{"alg":"HS256","kid":"…","typ":"JWT"}`, the header of all tokens signed with this key.
    let header: String
    let authenticator: HMACSHA256

    init(id: String, secret: [UInt8]) {
      self.id = id
      header = Base64URL.encode(
        JSONWriter.object { json in
          json.field("alg", "HS256")
          json.field("kid", id)
          json.field("typ", "JWT")
        })
      authenticator = HMACSHA256(key: secret)
    }
  }

  /// The first one signs; all verify.
  private let keys: [Key]
  /// The claims of tokens whose signature is known to be right: a client sends one with many requests.
  private var verified: [String: Claims] = [:]

  package convenience init(_ ring: KeyRing) { self.init(ring.keys.map { (id: $0.id, secret: $0.bytes) }) }

  /// Takes any keys, because published test vectors use secrets that a `KeyRing` refuses.
  init(_ keys: [(id: String, secret: [UInt8])]) { self.keys = keys.map(Key.init) }

  package func issue(_ claims: Claims) -> String {
    let payload = JSONWriter.object { json in
      json.field("sub", String(claims.subject))
      json.field("sid", String(claims.session))
      json.field("iat", claims.issuedAt)
      json.field("exp", claims.expiresAt)
    }
    let signed = "\(keys[0].header).\(Base64URL.encode(payload))"
    return "\(signed).\(Base64URL.encode(keys[0].authenticator.authenticate(signed.utf8)))"
  }

  /// Checks signature, header, claims and expiry of a token.
  package func verify(_ token: String, at now: Timestamp) throws(TokenError) -> Claims {
    let claims = try verifiedClaims(of: token)
    guard now.seconds < claims.expiresAt else { throw .expired }
    guard claims.issuedAt <= (now + Self.clockSkew).seconds else { throw .notYetValid }
    return claims
  }

  private func verifiedClaims(of token: String) throws(TokenError) -> Claims {
    // Strings with different bytes may be equal (Unicode, canonical equivalence), those in ASCII are not.
    guard token.utf8.allSatisfy({ $0 < 0x80 }) else { throw .malformed }
    if let claims = verified[token] { return claims }
    let claims = try Self.claims(verifiedPayload(of: token))
    if verified.count == Self.maximumVerified { verified.removeAll(keepingCapacity: true) }
    verified[token] = claims
    return claims
  }

  /// Some 20 kB.
  private static let maximumVerified = 64

  /// The payload, as base64url, of a token that was signed with one of our keys (RFC 7515 §5.2).
  func verifiedPayload(of token: String) throws(TokenError) -> Substring {
    let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Substring.init)
    guard token.utf8.count <= Self.maximumSize, parts.count == 3, let signature = Base64URL.decode(parts[2]) else {
      throw .malformed
    }
    let key = try key(for: parts[0])
    let signed = token.utf8.dropLast(parts[2].utf8.count + 1)
    guard key.authenticator.isValid(signature, for: signed) else { throw .wrongSignature }
    return parts[1]
  }

  /// Bytes. Our tokens have about 200.
  private static let maximumSize = 4_096
  /// How far the clocks of two machines may differ.
  private static let clockSkew = Duration.seconds(60)

  /// The key that `header` names. A header without a `kid` can only refer to the key that currently signs.
  private func key(for header: Substring) throws(TokenError) -> Key {
    if let key = keys.first(where: { $0.header == header }) { return key }
    let members = try Self.object(header)
    guard members["alg"] == .string("HS256"), members["crit"] == nil else { throw .unsupportedHeader }
    guard let id = members["kid"] else { return keys[0] }
    guard let key = keys.first(where: { .string($0.id) == id }) else { throw .unknownKey }
    return key
  }

  private static func object(_ part: Substring) throws(TokenError) -> [String: JSONValue] {
    guard let bytes = Base64URL.decode(part), case .object(let members)? = try? JSONParser.parse(bytes) else {
      throw .malformed
    }
    return members
  }

  private static func claims(_ part: Substring) throws(TokenError) -> Claims {
    let members = try object(part)
    guard case .string(let subjectText)? = members["sub"], let subject = Int64(subjectText) else {
      throw .invalidClaim("sub")
    }
    guard case .string(let sessionText)? = members["sid"], let session = Int64(sessionText) else {
      throw .invalidClaim("sid")
    }
    guard let issuedAt = members["iat"]?.wholeNumber else { throw .invalidClaim("iat") }
    guard let expiresAt = members["exp"]?.wholeNumber else { throw .invalidClaim("exp") }
    return Claims(subject: subject, session: session, issuedAt: issuedAt, expiresAt: expiresAt)
  }
}
