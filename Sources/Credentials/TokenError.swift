/// Why a token is refused. For the log: a client only hears whether it is invalid or expired.
package enum TokenError: Error, Equatable, Sendable {
  /// Not three base64url parts of JSON objects.
  case malformed
  /// Any `alg` but HS256, `none` above all (RFC 8725 §3.1), or a header that must be understood (`crit`).
  case unsupportedHeader
  /// `kid` names none of our keys: it was changed, or removed long ago.
  case unknownKey
  case wrongSignature
  /// A claim is absent or of the wrong type; named.
  case invalidClaim(String)
  case expired
  /// `iat` lies in the future by more than clocks differ.
  case notYetValid
}
