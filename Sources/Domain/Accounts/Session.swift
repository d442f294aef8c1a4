package typealias SessionID = Int64

/// One login of a user, on one device, until it is ended or expires.
package struct Session: Equatable, Sendable {
  package let id: SessionID
  package let user: UserID
  package let createdAt: Timestamp
  /// Exact to `touchInterval`.
  package let lastUsedAt: Timestamp
  /// When its refresh token stops working, and with it the session.
  package let expiresAt: Timestamp
  /// What the client called itself at login; at most 255 characters.
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

  /// How many a user has at most: who logs in more often loses those that were not used for longest.
  package static let most = 100

  /// Seconds between two notes of a session's use: not every request writes.
  package static let touchInterval: Int64 = 300

  /// Whether its last use should be noted again: one from the future, too, of a clock that was set back since.
  package static func isDueForTouch(lastUsedAt: Timestamp, at time: Timestamp) -> Bool {
    (time.microseconds - lastUsedAt.microseconds).magnitude >= touchInterval.magnitude * 1_000_000
  }
}

/// A session that a token of ours names, and its user. It may have ended since: the statement that does what is asked
/// for checks it, too.
package struct SessionClaim: Equatable, Sendable {
  package let id: SessionID
  package let user: UserID
  /// When it was presented.
  package let time: Timestamp

  package init(id: SessionID, user: UserID, at time: Timestamp) {
    self.id = id
    self.user = user
    self.time = time
  }
}

/// How long sessions live, in seconds.
package struct SessionLifetime: Equatable, Sendable {
  /// From one refresh to the next.
  package let idle: Int64
  /// From the login on, however often it is refreshed.
  package let total: Int64

  package init(idle: Int64, total: Int64) {
    self.idle = idle
    self.total = total
  }

  /// When a session that is refreshed at `time` expires.
  package func expiry(createdAt: Timestamp, refreshedAt time: Timestamp) -> Timestamp {
    min(time + idle, createdAt + total)
  }
}

/// Who a request is from: the user, and the session whose token came with it.
package struct Identity: Equatable, Sendable {
  package let user: User
  package let session: Session

  package init(user: User, session: Session) {
    self.user = user
    self.session = session
  }
}
