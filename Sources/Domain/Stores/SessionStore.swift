/// Access to sessions and failed log-in attempts.
package protocol SessionStore: AnyObject {
  /// Opens a session. Also ends the user's expired sessions, and the least recently used beyond `Session.most`.
  /// - Parameters:
  ///   - refreshHash: SHA-256 of the secret of the first refresh token.
  ///   - network: the hash of the client's network, which the account remembers.
  /// - Returns: nil if the password has changed since it was confirmed, or is a one-time password that has been used.
  func open(
    with confirmed: ConfirmedPassword, refreshHash: [UInt8], userAgent: String?, network: [UInt8],
    lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> SessionID?
  /// Throws `sessionEnded`, as all methods that take a claim do. Like several of them, updates `lastUsedAt` if that is
  /// due.
  func identity(of session: SessionClaim) throws(StoreError) -> Identity
  /// Like `identity(of:)`, for sessions whose requests arrived together.
  func identities(of sessions: [SessionClaim]) -> [Result<Identity, StoreError>]
  /// Only checks that the session is open, by a narrow read of the primary key.
  func check(_ session: SessionClaim) throws(StoreError)
  /// Atomically carries out the verdict on a refresh token that was issued for `session`.
  /// - Parameter network: the hash of the client's network, which the account remembers.
  func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], network: [UInt8], lifetime: SessionLifetime,
    at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome
  /// The user's sessions that have not expired, newest first.
  /// - Parameter rejected: called for each row with an impossible value, which is left out; if nil, such a row throws.
  func sessions(
    of user: UserID, at time: Timestamp, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [Session]
  /// False if the user has no such session.
  func end(_ session: SessionID, of user: UserID) throws(StoreError) -> Bool
  func endAll(of user: UserID) throws(StoreError)

  /// Counts a failure for each of `uses` before the password is checked, so that parallel guesses are all counted. If
  /// any of them has to wait, nothing is counted.
  /// - Returns: how long to wait, in whole seconds; zero if the password may be checked now.
  func attempt(_ uses: [PasswordUse]) throws(StoreError) -> Duration
  /// Takes back what `attempt` counted, after a correct password. Also forgets the earlier failures, except those under
  /// `loginOfStranger`.
  func forgive(_ uses: [PasswordUse]) throws(StoreError)
  /// Whether the user has recently logged in from a network, given by its hashes under each of our keys.
  func knows(_ networks: [[UInt8]], _ user: UserID, at time: Timestamp) throws(StoreError) -> Bool
}

extension SessionStore {
  package func identities(of sessions: [SessionClaim]) -> [Result<Identity, StoreError>] {
    sessions.map { session in Result { () throws(StoreError) in try identity(of: session) } }
  }
}

package enum RefreshOutcome: Equatable, Sendable {
  /// The successor is valid, from now on or since a few seconds ago.
  case refreshed(user: UserID)
  /// An old token was replayed, so the session has been ended.
  case replayed(user: UserID)
  /// The session has ended or expired, or the user is deactivated.
  case unknown
}
