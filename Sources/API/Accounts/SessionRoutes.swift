import Credentials
import Domain
import HTTP
import JSON

/// `POST /api/auth/refresh`: a new access token and the refresh token's successor. Each refresh token is valid once. If
/// one is reused later than a retry after a lost answer could explain, its session ends, since somebody has a copy.
@Sendable func refresh(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var body = try Body(request, allowed: ["refresh_token"])
  let text = body.requiredString("refresh_token")
  try body.check()
  guard let token = services.tokens.refresh.read(text) else {
    throw HTTPError(.invalidToken, "The refresh token is not valid.")
  }
  let successor = services.tokens.refresh.successor(of: token)
  let outcome = try stored(
    try services.sessions.refresh(
      token.session, presented: token.hash, successor: sha256(successor),
      network: services.networks(of: request)[0], lifetime: services.application.sessionLifetime, at: services.now))
  switch outcome {
  case .refreshed(let user):
    let tokens = Tokens(of: token.session, user: user, secret: successor, services)
    return .personal(.ok) { tokens.writeMembers(to: &$0) }
  case .replayed(let user):
    throw HTTPError(
      .invalidToken, "The refresh token has been used before. Please log in again.",
      cause: "session \(token.session) of user \(user) ended: a refresh token was reused")
  case .unknown:
    throw HTTPError(.invalidToken, "The session has ended. Please log in again.")
  }
}

/// `POST /api/auth/logout`: ends the current session.
@Sendable func logout(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  try Body.expectNone(request)
  _ = try stored(try services.sessions.end(session.id, of: session.user))
  return Response(.noContent)
}

/// `POST /api/auth/logout-all`: ends every session of the user, this one included.
@Sendable func logoutEverywhere(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  try Body.expectNone(request)
  try stored(try services.sessions.endAll(of: session.user))
  return Response(.noContent)
}

/// `GET /api/auth/sessions`: newest first.
@Sendable func listSessions(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  try Query.expectNone(request)
  let sessions = try stored(
    try services.sessions.sessions(of: session.user, at: services.now, rejected: nil))
  return .personal(.ok) { json in
    json.field("sessions") { json in
      json.array { list in
        for open in sessions {
          list.object { open.writeMembers(isCurrent: open.id == session.id, to: &$0) }
        }
      }
    }
  }
}

/// `DELETE /api/auth/sessions/{id}`: ends one of the user's sessions.
@Sendable func endSession(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  try Body.expectNone(request)
  let noSuchSession = HTTPError(.notFound, "There is no such session.")
  guard let other = request.idInPath else { throw noSuchSession }
  let hasEnded = try stored(try services.sessions.end(other, of: session.user))
  guard hasEnded else { throw noSuchSession }
  return Response(.noContent)
}

extension Session {
  func writeMembers(isCurrent: Bool, to json: inout JSONWriter) {
    json.field("id", id)
    json.field("created_at", createdAt)
    json.field("last_used_at", lastUsedAt)
    json.field("user_agent", userAgent)
    json.field("current", isCurrent)
  }
}
