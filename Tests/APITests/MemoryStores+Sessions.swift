import API
import Domain

extension MemoryStores {
  func open(
    with confirmed: ConfirmedPassword, refreshHash: [UInt8], userAgent: String?, lifetime: SessionLifetime,
    at time: Timestamp
  ) throws(StoreError) -> SessionID? {
    if let error { throw error }
    guard holds(confirmed) else { return nil }
    let session = Session(
      id: SessionID(refreshHashes.count + 1), user: confirmed.user, createdAt: time, lastUsedAt: time,
      expiresAt: lifetime.expiry(createdAt: time, refreshedAt: time), userAgent: userAgent)
    openSessions.append(session)
    refreshHashes[session.id] = refreshHash
    return session.id
  }

  func identity(session: SessionID, user: UserID, at time: Timestamp) throws(StoreError) -> Identity? {
    if let error { throw error }
    guard let session = openSessions.first(where: { $0.id == session && $0.user == user && $0.expiresAt > time }),
      !deactivated.contains(user), let account = accounts.first(where: { $0.user.id == user })
    else { return nil }
    return Identity(user: account.user, session: session)
  }

  func touch(_ session: SessionID, at time: Timestamp) throws(StoreError) {
    openSessions = openSessions.map { open in
      open.id != session
        ? open
        : Session(
          id: open.id, user: open.user, createdAt: open.createdAt, lastUsedAt: time, expiresAt: open.expiresAt,
          userAgent: open.userAgent)
    }
  }

  func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome {
    if let error { throw error }
    guard let open = openSessions.first(where: { $0.id == session && $0.expiresAt > time }),
      let current = refreshHashes[session]
    else { return .unknown }
    switch RefreshVerdict(isCurrent: presented == current, replacedAt: replacements[presented], at: time) {
    case .rotate:
      refreshHashes[session] = successor
      replacements[presented] = time
      return .refreshed(user: open.user)
    case .repeat: return .refreshed(user: open.user)
    case .end:
      openSessions.removeAll { $0.id == session }
      return .replayed(user: open.user)
    }
  }

  func sessions(of user: UserID, at time: Timestamp) throws(StoreError) -> [Session] {
    if let error { throw error }
    return openSessions.filter { $0.user == user && $0.expiresAt > time }.reversed()
  }

  func end(_ session: SessionID, of user: UserID) throws(StoreError) -> Bool {
    if let error { throw error }
    let count = openSessions.count
    openSessions.removeAll { $0.id == session && $0.user == user }
    return openSessions.count < count
  }

  func endAll(of user: UserID) throws(StoreError) {
    if let error { throw error }
    openSessions.removeAll { $0.user == user }
  }

  func attempts(_ use: PasswordUse) throws(StoreError) -> LoginAttempts? {
    if let error { throw error }
    return loginAttempts["\(use)"]
  }

  func count(
    _ next: LoginAttempts, after before: LoginAttempts?, _ use: PasswordUse
  ) throws(StoreError) -> Bool {
    guard loginAttempts["\(use)"] == before else { return false }
    loginAttempts["\(use)"] = next
    return true
  }

  func removeExpired(at time: Timestamp) throws(StoreError) -> Int {
    if let error { throw error }
    let count = openSessions.count
    openSessions.removeAll { $0.expiresAt <= time }
    return count - openSessions.count
  }

  func forgetAttempts(_ use: PasswordUse) throws(StoreError) { loginAttempts["\(use)"] = nil }
}
