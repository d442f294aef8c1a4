/// Why a token is refused. For the log only: a client is only told whether the token is invalid or expired.
package enum TokenError: Error, Equatable, Sendable {
  /// Not three base64url parts with JSON objects, or too long.
  case malformed
  /// An `alg` other than HS256, in particular `none` (RFC 8725 §3.1), or a critical header (`crit`).
  case unsupportedHeader
  /// `kid` names none of our keys: it was altered, or the key has been removed.
  case unknownKey
  case wrongSignature
  /// The named claim is absent or has the wrong type.
  case invalidClaim(String)
  case expired
  /// `iat` is further in the future than clocks may differ.
  case notYetValid
}
