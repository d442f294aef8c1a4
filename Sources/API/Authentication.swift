import Credentials
import Domain
import HTTP

/// Wraps a handler that needs a signed-in user. Throws `MISSING_TOKEN`, `INVALID_TOKEN`, `TOKEN_EXPIRED`.
///
/// The handler's store call checks the session as part of its own work. Any other error is reported only after the
/// session has been checked, so that a request with a revoked token learns nothing else.
func signedIn(
  _ handler: @escaping @Sendable (Request, SessionClaim, Services) throws(HTTPError) -> Response
) -> Router<Services>.Handler {
  { (request, services) throws(HTTPError) -> Response in
    let session = try services.session(of: request)
    return try services.signedIn(session) { () throws(HTTPError) in try handler(request, session, services) }
  }
}

/// The bearer token of a request (RFC 6750 §2.1), and the session and user that it names.
extension Services {
  /// Throws `MISSING_TOKEN`, `INVALID_TOKEN`, `TOKEN_EXPIRED`, `DATABASE_UNAVAILABLE`.
  func identity(of request: Request) throws(HTTPError) -> Identity {
    let session = try session(of: request)
    return try stored(try sessions.identity(of: session))
  }

  func user(of request: Request) throws(HTTPError) -> User { try identity(of: request).user }

  /// Reports an error of `work` only if the session is valid.
  func signedIn<Result>(
    _ session: SessionClaim, _ work: () throws(HTTPError) -> Result
  ) throws(HTTPError) -> Result {
    do throws(HTTPError) {
      return try work()
    } catch {
      if error.code != .invalidToken, error.code != .databaseUnavailable { try check(session) }
      throw error
    }
  }

  func check(_ session: SessionClaim) throws(HTTPError) {
    try stored(try sessions.check(session))
  }

  /// The session that the token claims, if the request has one; the database has not confirmed it yet. Throws
  /// `INVALID_TOKEN`, `TOKEN_EXPIRED`.
  func optionalSession(of request: Request) throws(HTTPError) -> SessionClaim? {
    try claims(of: request).map { SessionClaim(id: $0.session, user: $0.subject, at: now) }
  }

  /// The session that the token claims; the database has not confirmed it yet. Throws `MISSING_TOKEN`, `INVALID_TOKEN`,
  /// `TOKEN_EXPIRED`.
  func session(of request: Request) throws(HTTPError) -> SessionClaim {
    guard let session = try optionalSession(of: request) else {
      throw HTTPError(.missingToken, "This endpoint needs 'Authorization: Bearer <token>'.")
    }
    return session
  }

  /// The sender of a request that may be anonymous.
  enum Viewer: Equatable {
    case anonymous
    case user(User)
    /// The token has a valid signature, but the database is unavailable, so its session cannot be checked.
    case unverified

    var user: User? { if case .user(let user) = self { user } else { nil } }

    /// The facts about the user that models may use.
    var demographics: Demographics { user?.demographics ?? .unknown }
  }

  /// Anonymous without a token. A token that is sent must be valid. Throws `INVALID_TOKEN`, `TOKEN_EXPIRED`.
  func viewer(of request: Request) throws(HTTPError) -> Viewer {
    guard try claims(of: request) != nil else { return .anonymous }
    do throws(HTTPError) {
      return .user(try user(of: request))
    } catch {
      guard error.code == .databaseUnavailable else { throw error }
      return .unverified
    }
  }

  /// The sender of a request for recommendations, and what must not be recommended to them.
  struct Sender {
    let viewer: Viewer
    let dismissed: Dismissed
  }

  /// The senders of requests that arrived together, each like `viewer(of:)`.
  func senders(of requests: [Request]) -> [Result<Sender, HTTPError>] {
    let claimed = requests.map { request in
      Result { () throws(HTTPError) in try optionalSession(of: request) }
    }
    let sessions = claimed.compactMap { try? $0.get() }
    var found = sessions.isEmpty ? [] : recommendations.recipients(of: sessions)[...]
    return claimed.map { result in
      result.flatMap { session in
        guard session != nil else { return .success(Sender(viewer: .anonymous, dismissed: .nothing)) }
        return found.removeFirst().map { recipient in
          Sender(viewer: .user(recipient.user), dismissed: Dismissed(recipient.dismissals))
        }.flatMapError { error in
          guard case .unavailable = error else { return .failure(HTTPError(error)) }
          return .success(Sender(viewer: .unverified, dismissed: .nothing))
        }
      }
    }
  }

  /// The claims of the request's token; nil if it has none. Touches no database.
  private func claims(of request: Request) throws(HTTPError) -> Claims? {
    guard let header = request.authorization else { return nil }
    // RFC 9110 §11.4 and §5.5: the scheme may have any case and be followed by any number of spaces, and there may be
    // white space at both ends.
    let parts = header.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard parts.count == 2, parts[0].map({ $0 | 0x20 }) == Array("bearer".utf8) else {
      throw HTTPError(.invalidToken, "'Authorization' must be 'Bearer <token>'.")
    }
    do throws(TokenError) {
      return try tokens.access.verify(String(Substring(parts[1])), at: now)
    } catch .expired {
      throw HTTPError(.tokenExpired, "The token has expired. Please log in again.")
    } catch {
      throw HTTPError(.invalidToken, "The token is not valid.", cause: "\(error)")
    }
  }
}
