import Credentials
import Domain
import HTTP
import JSON

/// What a client gets when it logs in and each time it refreshes.
struct Tokens {
  let access: String
  /// Seconds that `access` is good for.
  let expiresIn: Int64
  let refresh: String

  /// Those of a new session; nil where the account's password is no longer what it was.
  static func open(
    with confirmed: ConfirmedPassword, _ request: Request, _ services: Services
  ) throws(HTTPError) -> Tokens? {
    let secret = RefreshTokens.randomSecret()
    let session = try stored { () throws(StoreError) in
      try services.sessions.open(
        with: confirmed, refreshHash: sha256(secret), userAgent: userAgent(request),
        network: services.networks(of: request)[0], lifetime: services.application.sessionLifetime, at: services.now)
    }
    return session.map { Tokens(of: $0, user: confirmed.user, secret: secret, services) }
  }

  /// - Parameter secret: of the refresh token.
  init(of session: SessionID, user: UserID, secret: [UInt8], _ services: Services) {
    let now = services.now.seconds
    expiresIn = services.application.tokenLifetime
    let issuer = services.tokens
    access = issuer.access.issue(
      Claims(subject: user, session: session, issuedAt: now, expiresAt: now + expiresIn))
    refresh = issuer.refresh.token(session: session, secret: secret)
  }

  func writeMembers(to json: inout JSONWriter) {
    json.field("token", access)
    json.field("expires_in", expiresIn)
    json.field("refresh_token", refresh)
  }

  /// What the client calls itself, as far as it can be shown: at most 255 characters, none of them invisible.
  private static func userAgent(_ request: Request) -> String? {
    guard let name = request.userAgent else { return nil }
    var shown = String.UnicodeScalarView()
    shown.append(contentsOf: name.unicodeScalars.lazy.filter(\.isVisible).prefix(255))
    return shown.isEmpty ? nil : String(shown)
  }
}
