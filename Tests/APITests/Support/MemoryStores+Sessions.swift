import API
import Domain

extension MemoryStores {
  func open(
    with confirmed: ConfirmedPassword, refreshHash: [UInt8], userAgent: String?, network: [UInt8],
    lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> SessionID? {
    if let error { throw error }
    guard holds(confirmed) else { return nil }
    let session = Session(
      id: SessionID(refreshHashes.count + 1), user: confirmed.user, createdAt: time, lastUsedAt: time,
      expiresAt: lifetime.expiry(createdAt: time, refreshedAt: time), userAgent: userAgent)
    openSessions.append(session)
    refreshHashes[session.id] = refreshHash
    knownNetworks[confirmed.user, default: []].insert(network)
    return session.id
  }

  func identity(of session: SessionClaim) throws(StoreError) -> Identity {
    if let error { throw error }
    let (id, user, time) = (session.id, session.user, session.time)
    guard let index = openSessions.firstIndex(where: { $0.id == id && $0.user == user && $0.expiresAt > time }),
      !deactivated.contains(user), let account = accounts.first(where: { $0.user.id == user })
    else { throw .sessionEnded }
    let open = openSessions[index]
    if Session.isDueForTouch(lastUsedAt: open.lastUsedAt, at: time) {
      openSessions[index] = Session(
        id: open.id, user: open.user, createdAt: open.createdAt, lastUsedAt: time, expiresAt: open.expiresAt,
        userAgent: open.userAgent)
    }
    return Identity(user: account.user, session: open)
  }

  func check(_ session: SessionClaim) throws(StoreError) { _ = try identity(of: session) }

  func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], network: [UInt8], lifetime: SessionLifetime,
    at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome {
    if let error { throw error }
    guard let open = openSessions.first(where: { $0.id == session && $0.expiresAt > time }),
      let current = refreshHashes[session]
    else { return .unknown }
    let age = replacements[presented].map { time - $0 }
    switch RefreshVerdict(isCurrent: presented == current, sinceReplaced: age) {
    case .rotate:
      refreshHashes[session] = successor
      replacements[presented] = time
      knownNetworks[open.user, default: []].insert(network)
      return .refreshed(user: open.user)
    case .repeat: return .refreshed(user: open.user)
    case .end:
      openSessions.removeAll { $0.id == session }
      return .replayed(user: open.user)
    }
  }

  func sessions(
    of user: UserID, at time: Timestamp, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [Session] {
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

  func attempt(_ uses: [PasswordUse]) throws(StoreError) -> Duration {
    if let error { throw error }
    let now = clock()
    let before = uses.map { use in
      let failed = failures["\(use)"] ?? (0, now)
      return LoginAttempts(failures: failed.count, age: now - failed.last)
    }
    let wait = zip(before, uses).map { $0.wait($1.limit) }.max() ?? .zero
    guard wait == .zero else { return wait }
    for (use, before) in zip(uses, before) { failures["\(use)"] = (before.next(use.limit), now) }
    return .zero
  }

  func forgive(_ uses: [PasswordUse]) throws(StoreError) {
    for use in uses {
      switch use {
      case .login, .confirmation: failures["\(use)"] = nil
      case .loginOfStranger: failures["\(use)"]?.count -= 1
      }
    }
  }

  func knows(_ networks: [[UInt8]], _ user: UserID, at time: Timestamp) throws(StoreError) -> Bool {
    if let error { throw error }
    return networks.contains { knownNetworks[user]?.contains($0) == true }
  }
}
