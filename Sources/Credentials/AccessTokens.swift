import JSON

/// Issues and verifies access tokens: JWS compact serialisation with HS256 (RFC 7515 §7.1, RFC 7519).
///
/// The algorithm is ours to choose, never the token's. Used by one thread.
package final class AccessTokens {
  private let authenticator: HMACSHA256

  package init(key: SigningKey) { authenticator = HMACSHA256(key: key.bytes) }

  package func issue(_ claims: Claims) -> String {
    let payload = JSONWriter.object { json in
      json.field("sub", String(claims.subject))
      json.field("iat", claims.issuedAt)
      json.field("exp", claims.expiresAt)
    }
    let signed = "\(Self.header).\(Base64URL.encode(payload))"
    return "\(signed).\(Base64URL.encode(authenticator.authenticate(signed.utf8)))"
  }

  /// - Parameter now: seconds since 1970.
  package func verify(_ token: String, now: Int64) throws(TokenError) -> Claims {
    let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Substring.init)
    guard token.utf8.count <= Self.maximumSize, parts.count == 3, let signature = Base64URL.decode(parts[2]) else {
      throw .malformed
    }
    if parts[0] != Self.header { try Self.checkHeader(parts[0]) }
    let signed = token.utf8.dropLast(parts[2].utf8.count + 1)
    guard authenticator.isValid(signature, for: signed) else { throw .wrongSignature }
    let claims = try Self.claims(parts[1])
    guard now < claims.expiresAt else { throw .expired }
    guard claims.issuedAt <= now + Self.clockSkew else { throw .notYetValid }
    return claims
  }

  /// `{"alg":"HS256","typ":"JWT"}`, as every token of ours begins.
  private static let header = Base64URL.encode(#"{"alg":"HS256","typ":"JWT"}"#.utf8)
  /// Bytes; ours have about 150.
  private static let maximumSize = 4_096
  /// Seconds that the clocks of two machines may differ.
  private static let clockSkew: Int64 = 60

  private static func object(_ part: Substring) throws(TokenError) -> [String: JSONValue] {
    guard let bytes = Base64URL.decode(part), case .object(let members)? = try? JSONParser.parse(bytes) else {
      throw .malformed
    }
    return members
  }

  private static func checkHeader(_ part: Substring) throws(TokenError) {
    let members = try object(part)
    guard members["alg"] == .string("HS256"), members["crit"] == nil else { throw .unsupportedHeader }
  }

  private static func claims(_ part: Substring) throws(TokenError) -> Claims {
    let members = try object(part)
    guard case .string(let text)? = members["sub"], let subject = Int64(text) else { throw .invalidClaim("sub") }
    guard let issuedAt = members["iat"]?.wholeNumber else { throw .invalidClaim("iat") }
    guard let expiresAt = members["exp"]?.wholeNumber else { throw .invalidClaim("exp") }
    return Claims(subject: subject, issuedAt: issuedAt, expiresAt: expiresAt)
  }
}
