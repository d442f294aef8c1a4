/// What the API needs of sessions and of wrong passwords.
package protocol SessionStore: AnyObject {
  /// Nil where the password is no longer the one that was confirmed, or was good once and has been used. Ends what has
  /// expired of the user's sessions on the way, and the least recently used beyond `Session.most`.
  /// - Parameters:
  ///   - refreshHash: SHA-256 of the secret of the first refresh token.
  ///   - network: the hash of the client's, which the account knows from now on.
  func open(
    with confirmed: ConfirmedPassword, refreshHash: [UInt8], userAgent: String?, network: [UInt8],
    lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> SessionID?
  /// Throws `sessionEnded`, as everything that takes a claim does. Now and then the session's use is noted, here and
  /// there.
  func identity(of session: SessionClaim) throws(StoreError) -> Identity
  /// For what needs to know no more: a narrow read by primary key.
  func check(_ session: SessionClaim) throws(StoreError)
  /// Carries out the verdict on a refresh token that was once issued for `session`, atomically.
  /// - Parameter network: the hash of the client's, which the account knows from now on.
  func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], network: [UInt8], lifetime: SessionLifetime,
    at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome
  /// Newest first, only those that have not expired.
  /// - Parameter rejected: told of each impossible row, which is left out; nil if one is a failure.
  func sessions(
    of user: UserID, at time: Timestamp, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [Session]
  /// False where the user has no such session.
  func end(_ session: SessionID, of user: UserID) throws(StoreError) -> Bool
  func endAll(of user: UserID) throws(StoreError)

  /// Counts a wrong password for each of `uses`, before it is known whether it is wrong, so that a hundred guesses at
  /// once are not one. Where one of them has to wait nothing is counted.
  /// - Returns: whole seconds to wait; 0 for none.
  func attempt(_ uses: [PasswordUse]) throws(StoreError) -> Int64
  /// After a right password: takes back what `attempt` counted, and forgets the wrong ones before it, but for those of
  /// strangers.
  func forgive(_ uses: [PasswordUse]) throws(StoreError)
  /// Whether the user has logged in lately from one of `networks`: the hashes of one network under each of our keys.
  func knows(_ networks: [[UInt8]], _ user: UserID, at time: Timestamp) throws(StoreError) -> Bool
}

package enum RefreshOutcome: Equatable, Sendable {
  /// The successor is good from now on, or has been for a few seconds.
  case refreshed(user: UserID)
  /// An old token came back: the session has been ended.
  case replayed(user: UserID)
  /// The session has ended or expired, or the user is deactivated.
  case unknown
}
