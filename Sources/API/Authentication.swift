import Credentials
import Domain
import HTTP

/// Who a request is from: its bearer token (RFC 6750 §2.1) and the user's row.
extension Services {
  /// Throws `MISSING_TOKEN`, `INVALID_TOKEN`, `TOKEN_EXPIRED`, `DATABASE_UNAVAILABLE`.
  func user(of request: Request) throws(HTTPError) -> User {
    guard let id = try tokenSubject(of: request) else {
      throw HTTPError(.missingToken, "This endpoint needs 'Authorization: Bearer <token>'.")
    }
    guard let user = try stored({ () throws(StoreError) in try users.user(id: id) }) else {
      throw HTTPError(.missing(field: "user_id"))
    }
    return user
  }

  /// Nil where the request is anonymous; a token that is there must be good. Touches no database.
  func tokenSubject(of request: Request) throws(HTTPError) -> UserID? {
    guard let header = request.authorization else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw HTTPError(.invalidToken, "'Authorization' must be 'Bearer <token>'.")
    }
    do throws(TokenError) {
      return try tokens.verify(String(parts[1]), now: now.seconds).subject
    } catch .expired {
      throw HTTPError(.tokenExpired, "The token has expired. Please log in again.")
    } catch {
      throw HTTPError(.invalidToken, "The token is not valid.", cause: "\(error)")
    }
  }
}
