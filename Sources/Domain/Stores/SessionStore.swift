/// What the API needs of sessions and of wrong passwords.
package protocol SessionStore: AnyObject {
  /// Nil where the password is no longer the one that was confirmed, or was good once and has been used. Ends what has
  /// expired of the user's sessions on the way, and the least recently used beyond `Session.most`.
  /// - Parameter refreshHash: SHA-256 of the secret of the first refresh token.
  func open(
    with confirmed: ConfirmedPassword, refreshHash: [UInt8], userAgent: String?, lifetime: SessionLifetime,
    at time: Timestamp
  ) throws(StoreError) -> SessionID?
  /// Nil where the session has ended or expired, is another user's, or the user is deactivated.
  func identity(session: SessionID, user: UserID, at time: Timestamp) throws(StoreError) -> Identity?
  /// Notes that the session is in use.
  func touch(_ session: SessionID, at time: Timestamp) throws(StoreError)
  /// Carries out the verdict on a refresh token that was once issued for `session`, atomically.
  func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome
  /// Newest first, only those that have not expired.
  func sessions(of user: UserID, at time: Timestamp) throws(StoreError) -> [Session]
  /// False where the user has no such session.
  func end(_ session: SessionID, of user: UserID) throws(StoreError) -> Bool
  func endAll(of user: UserID) throws(StoreError)

  /// Nil where none failed lately.
  func attempts(_ use: PasswordUse) throws(StoreError) -> LoginAttempts?
  /// Writes `next` unless the count is no longer `before`, in which case it answers false.
  func count(_ next: LoginAttempts, after before: LoginAttempts?, _ use: PasswordUse) throws(StoreError) -> Bool
  func forgetAttempts(_ use: PasswordUse) throws(StoreError)

  /// Removes sessions and wrong passwords that no longer matter at `time`. Returns how many rows that were.
  func removeExpired(at time: Timestamp) throws(StoreError) -> Int
}

package enum RefreshOutcome: Equatable, Sendable {
  /// The successor is good from now on, or has been for a few seconds.
  case refreshed(user: UserID)
  /// An old token came back: the session has been ended.
  case replayed(user: UserID)
  /// The session has ended or expired, or the user is deactivated.
  case unknown
}
