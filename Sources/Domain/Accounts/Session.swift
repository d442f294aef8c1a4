import System

package typealias SessionID = Int64

/// A user's login on one device, until it is ended or expires.
package struct Session: Equatable, Sendable {
  package let id: SessionID
  package let user: UserID
  package let createdAt: Timestamp
  /// Accurate to within `touchInterval`.
  package let lastUsedAt: Timestamp
  /// When the refresh token, and with it the session, expires.
  package let expiresAt: Timestamp
  /// The client's `User-Agent` at login; at most 255 characters.
  package let userAgent: String?

  package init(
    id: SessionID, user: UserID, createdAt: Timestamp, lastUsedAt: Timestamp, expiresAt: Timestamp, userAgent: String?
  ) {
    self.id = id
    self.user = user
    self.createdAt = createdAt
    self.lastUsedAt = lastUsedAt
    self.expiresAt = expiresAt
    self.userAgent = userAgent
  }

  /// Maximum per user; another login ends the least recently used session.
  package static let most = 100

  /// The least time between two updates of `lastUsedAt`, so that not every request writes.
  package static let touchInterval = Duration.seconds(300)

  /// Whether `lastUsedAt` is due for an update. It is also due if it lies in the future, because the clock has then
  /// been set back.
  package static func isDueForTouch(lastUsedAt: Timestamp, at time: Timestamp) -> Bool {
    (time - lastUsedAt).magnitude >= touchInterval
  }
}

/// A session and its user, as named by a token that we issued. The session may have ended since, so each statement that
/// acts on a claim also checks the session.
package struct SessionClaim: Equatable, Sendable {
  package let id: SessionID
  package let user: UserID
  /// When the token was presented.
  package let time: Timestamp

  package init(id: SessionID, user: UserID, at time: Timestamp) {
    self.id = id
    self.user = user
    self.time = time
  }
}

/// The lifetime of sessions.
package struct SessionLifetime: Equatable, Sendable {
  /// From one refresh to the next.
  package let idle: Duration
  /// From the login, however often the session is refreshed.
  package let total: Duration

  package init(idle: Duration, total: Duration) {
    self.idle = idle
    self.total = total
  }

  /// When a session that is refreshed at `time` expires.
  package func expiry(createdAt: Timestamp, refreshedAt time: Timestamp) -> Timestamp {
    min(time + idle, createdAt + total)
  }
}

/// The sender of a request: the user, and the session whose token was sent.
package struct Identity: Equatable, Sendable {
  package let user: User
  package let session: Session

  package init(user: User, session: Session) {
    self.user = user
    self.session = session
  }
}
