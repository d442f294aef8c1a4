import Credentials
import Domain
import HTTP
import JSON
import System

/// The tokens that a client receives when it logs in and each time it refreshes.
struct Tokens {
  let access: String
  /// Lifetime of `access`.
  let lifetime: Duration
  let refresh: String

  /// Opens a session and makes its tokens; nil if the password has been changed since it was confirmed.
  static func open(
    with confirmed: ConfirmedPassword, _ request: Request, _ services: Services
  ) throws(HTTPError) -> Tokens? {
    let secret = RefreshTokens.randomSecret()
    let session = try stored(
      try services.sessions.open(
        with: confirmed, refreshHash: sha256(secret), userAgent: userAgent(request),
        network: services.networks(of: request)[0], lifetime: services.application.sessionLifetime, at: services.now))
    return session.map { Tokens(of: $0, user: confirmed.user, secret: secret, services) }
  }

  /// - Parameter secret: the secret part of the refresh token.
  init(of session: SessionID, user: UserID, secret: [UInt8], _ services: Services) {
    let now = services.now.seconds
    lifetime = services.application.tokenLifetime
    let issuer = services.tokens
    access = issuer.access.issue(
      Claims(subject: user, session: session, issuedAt: now, expiresAt: now + lifetime.seconds))
    refresh = issuer.refresh.token(session: session, secret: secret)
  }

  func writeMembers(to json: inout JSONWriter) {
    json.field("token", access)
    json.field("expires_in", lifetime.seconds)
    json.field("refresh_token", refresh)
  }

  /// The client's name without invisible characters, cut off after 255; nil if nothing is left.
  private static func userAgent(_ request: Request) -> String? {
    guard let name = request.userAgent else { return nil }
    var shown = String.UnicodeScalarView()
    shown.append(contentsOf: name.unicodeScalars.lazy.filter(\.isVisible).prefix(255))
    return shown.isEmpty ? nil : String(shown)
  }
}
