/// The claims of an access token (RFC 7519 §4.1). Times are whole seconds since 1970 in UTC.
package struct Claims: Equatable, Sendable {
  /// `sub`: the user's id.
  package let subject: Int64
  /// `sid`: the id of the token's session (OpenID Connect Front-Channel Logout 1.0 §3).
  package let session: Int64
  /// `iat`
  package let issuedAt: Int64
  /// `exp`: the token is refused from this second on.
  package let expiresAt: Int64

  package init(subject: Int64, session: Int64, issuedAt: Int64, expiresAt: Int64) {
    self.subject = subject
    self.session = session
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
  }
}
