import Credentials
import Domain
import HTTP

/// `handler`, for whoever has logged in. Throws `MISSING_TOKEN`, `INVALID_TOKEN`, `TOKEN_EXPIRED`.
///
/// The store that does what is asked for checks the session on the way. What goes wrong otherwise is said only to a
/// session that holds, so that nobody learns it whose token has been revoked.
func signedIn(
  _ handler: @escaping @Sendable (Request, SessionClaim, Services) throws(HTTPError) -> Response
) -> Router<Services>.Handler {
  { (request, services) throws(HTTPError) -> Response in
    let session = try services.session(of: request)
    do throws(HTTPError) {
      return try handler(request, session, services)
    } catch {
      if error.code != .invalidToken, error.code != .databaseUnavailable { try services.check(session) }
      throw error
    }
  }
}

/// Who a request is from: its bearer token (RFC 6750 §2.1), and the session and user that it names.
extension Services {
  /// Throws `MISSING_TOKEN`, `INVALID_TOKEN`, `TOKEN_EXPIRED`, `DATABASE_UNAVAILABLE`.
  func identity(of request: Request) throws(HTTPError) -> Identity {
    let session = try session(of: request)
    return try stored { () throws(StoreError) in try sessions.identity(of: session) }
  }

  func user(of request: Request) throws(HTTPError) -> User { try identity(of: request).user }

  func check(_ session: SessionClaim) throws(HTTPError) {
    try stored { () throws(StoreError) in try sessions.check(session) }
  }

  /// What the token says, which is yet to be checked. Touches no database. Throws `MISSING_TOKEN`, `INVALID_TOKEN`,
  /// `TOKEN_EXPIRED`.
  fileprivate func session(of request: Request) throws(HTTPError) -> SessionClaim {
    guard let claims = try claims(of: request) else {
      throw HTTPError(.missingToken, "This endpoint needs 'Authorization: Bearer <token>'.")
    }
    return SessionClaim(id: claims.session, user: claims.subject, at: now)
  }

  /// Who a request is from where it may be anonymous.
  enum Viewer: Equatable {
    case anonymous
    case user(User)
    /// The token is signed by us, and the database that knows whether it still holds cannot be asked.
    case unverified

    /// What models may go by.
    var demographics: Demographics {
      switch self {
      case .user(let user): user.demographics
      case .anonymous, .unverified: .unknown
      }
    }
  }

  /// A token that is there must be good. Throws `INVALID_TOKEN`, `TOKEN_EXPIRED`.
  func viewer(of request: Request) throws(HTTPError) -> Viewer {
    guard try claims(of: request) != nil else { return .anonymous }
    do throws(HTTPError) {
      return .user(try user(of: request))
    } catch {
      guard error.code == .databaseUnavailable else { throw error }
      return .unverified
    }
  }

  /// What a token of ours says; nil where there is none. Touches no database.
  private func claims(of request: Request) throws(HTTPError) -> Claims? {
    guard let header = request.authorization else { return nil }
    // RFC 9110 §11.4 and §5.5: any number of spaces after the scheme, which has any case, and white space at both ends.
    let parts = header.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard parts.count == 2, parts[0].map({ $0 | 0x20 }) == Array("bearer".utf8) else {
      throw HTTPError(.invalidToken, "'Authorization' must be 'Bearer <token>'.")
    }
    do throws(TokenError) {
      return try tokens.access.verify(String(Substring(parts[1])), now: now.seconds)
    } catch .expired {
      throw HTTPError(.tokenExpired, "The token has expired. Please log in again.")
    } catch {
      throw HTTPError(.invalidToken, "The token is not valid.", cause: "\(error)")
    }
  }
}
