import Domain
import MariaDB
import Stores
import Testing

struct SessionLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let users: Users
  private let sessions: Sessions
  private let connection: Connection
  private let lifetime = SessionLifetime(idle: .seconds(100), total: .seconds(250))
  private let start = Timestamp(microseconds: 1_000_000_123_456)
  private let first = [UInt8](repeating: 1, count: 32)
  private let second = [UInt8](repeating: 2, count: 32)
  private let third = [UInt8](repeating: 3, count: 32)
  private let network = [UInt8](repeating: 9, count: 32)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    users = Users(connection)
    sessions = Sessions(connection)
  }

  private var confirmed: ConfirmedPassword { ConfirmedPassword(user: user.id, hash: "hash") }

  private func open(at time: Timestamp? = nil, userAgent: String? = nil) throws -> SessionID {
    try #require(
      try sessions.open(
        with: confirmed, refreshHash: first, userAgent: userAgent, network: network, lifetime: lifetime,
        at: time ?? start))
  }

  private func refresh(_ session: SessionID, _ presented: [UInt8], _ next: [UInt8], after seconds: Int64) throws
    -> RefreshOutcome
  {
    try setClock(start + .seconds(seconds))
    return try sessions.refresh(
      session, presented: presented, successor: next, network: network, lifetime: lifetime,
      at: start + .seconds(seconds))
  }

  /// Sets the database's clock for this connection.
  private func setClock(_ time: Timestamp) throws {
    try connection.run("SET timestamp = \(Double(time.microseconds) / 1_000_000)")
  }

  @Test func `a session identifies its user until it expires`() throws {
    let id = try open(userAgent: "A browser 🎬")
    let session = Session(
      id: id, user: user.id, createdAt: start, lastUsedAt: start, expiresAt: start + .seconds(100),
      userAgent: "A browser 🎬")
    let claim = SessionClaim(id: id, user: user.id, at: start + .seconds(99))
    #expect(try sessions.identity(of: claim) == Identity(user: user, session: session))
    try sessions.check(claim)
    for other in [
      SessionClaim(id: id, user: user.id, at: start + .seconds(100)),
      SessionClaim(id: id, user: user.id + 1, at: start),
      SessionClaim(id: id + 1, user: user.id, at: start),
    ] {
      #expect(throws: StoreError.sessionEnded) { try sessions.identity(of: other) }
      #expect(throws: StoreError.sessionEnded) { try sessions.check(other) }
    }
  }

  @Test func `a deactivated user has no identity and no account and cannot refresh a session`() throws {
    let id = try open()
    try schema.change("UPDATE users SET deactivated_at = '2026-01-01' WHERE id = \(user.id)")
    #expect(throws: StoreError.sessionEnded) {
      try sessions.identity(of: SessionClaim(id: id, user: user.id, at: start))
    }
    #expect(try users.account(login: "mára", at: start) == nil)
    #expect(try refresh(id, first, second, after: 1) == .unknown)
  }

  @Test func `a refresh extends the session up to its total lifetime`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 90) == .refreshed(user: user.id))
    #expect(try sessions.sessions(of: user.id, at: start).map(\.expiresAt) == [start + .seconds(190)])
    #expect(try refresh(id, second, third, after: 180) == .refreshed(user: user.id))
    #expect(try sessions.sessions(of: user.id, at: start).map(\.expiresAt) == [start + .seconds(250)])
    #expect(try refresh(id, third, first, after: 250) == .unknown)
  }

  @Test func `a replaced refresh token is valid for ten more seconds, and ends the session after that`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 0) == .refreshed(user: user.id))
    #expect(try refresh(id, second, third, after: 5) == .refreshed(user: user.id))
    // However many tokens have followed it.
    #expect(try refresh(id, first, second, after: 10) == .refreshed(user: user.id))
    #expect(try refresh(id, second, third, after: 15) == .refreshed(user: user.id))
    #expect(try schema.count("replaced_refresh_tokens") == 2)
    #expect(try refresh(id, second, third, after: 16) == .replayed(user: user.id))
    #expect(try refresh(id, third, first, after: 11) == .unknown)
    #expect(try schema.count("sessions") == 0 && schema.count("replaced_refresh_tokens") == 0)
  }

  @Test func `replaced refresh tokens are removed when they are no longer needed`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 0) == .refreshed(user: user.id))
    #expect(try refresh(id, second, third, after: 11) == .refreshed(user: user.id))
    #expect(try schema.count("replaced_refresh_tokens") == 1)
    #expect(try refresh(id, first, second, after: 11) == .replayed(user: user.id))
  }

  @Test func `one of many concurrent refreshes rotates the token, and all get the same successor`() async throws {
    let id = try open()
    let meeting = Meeting(of: 8)
    let (address, lifetime, time) = (schema.address, lifetime, start + .seconds(1))
    let (presented, successor, network) = (first, second, network)
    let outcomes = try await withThrowingTaskGroup(of: RefreshOutcome.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await onThread {
            let sessions = Sessions(Connection(address))
            meeting.join()
            return try sessions.refresh(
              id, presented: presented, successor: successor, network: network, lifetime: lifetime, at: time)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes == Array(repeating: .refreshed(user: user.id), count: 8))
    #expect(
      try sessions.refresh(
        id, presented: second, successor: third, network: network, lifetime: lifetime, at: start + .seconds(2))
        == .refreshed(user: user.id))
  }

  @Test func `a replaced refresh token does not become valid again after the clock was set back`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 60) == .refreshed(user: user.id))
    #expect(try refresh(id, first, second, after: 20) == .replayed(user: user.id))
  }

  @Test func `a repeated refresh is judged by the database's clock, not by the machine's`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 0) == .refreshed(user: user.id))
    // The database's clock has advanced by ten seconds; the machine's is a minute behind.
    try setClock(start + .seconds(10))
    #expect(
      try sessions.refresh(
        id, presented: first, successor: second, network: network, lifetime: lifetime, at: start - .seconds(60))
        == .refreshed(user: user.id))
  }

  @Test func `sessions are ended one by one or all at once, and only by their user`() throws {
    let ids = try (0..<3).map { try open(at: start + .seconds($0)) }
    #expect(try sessions.sessions(of: user.id, at: start).map(\.id) == ids.reversed())
    #expect(try !sessions.end(ids[0], of: user.id + 1))
    #expect(try sessions.end(ids[0], of: user.id))
    #expect(try !sessions.end(ids[0], of: user.id))
    #expect(try schema.count("sessions") == 2)
    try sessions.endAll(of: user.id)
    #expect(try schema.count("sessions") == 0)
  }

  @Test func `a login removes the user's expired sessions`() throws {
    _ = try open()
    _ = try open(at: start + .seconds(100))
    #expect(try schema.count("sessions") == 1)
  }

  @Test func `a new password ends all sessions of the user but one`() throws {
    let ids = try (0..<3).map { _ in try open() }
    #expect(try users.changePassword(confirmed, to: "other hash", keeping: ids[1]))
    #expect(try sessions.sessions(of: user.id, at: start).map(\.id) == [ids[1]])
    #expect(try users.passwordHash(of: user.id) == "other hash")
  }

  @Test func `the fields of a profile are changed independently`() throws {
    func update(_ changes: UserChanges) throws -> User? { try users.update(user.id, changes, confirmed: confirmed) }
    let changed = try update(UserChanges(email: "new@example.org", age: .clear))
    #expect(
      changed
        == User(
          id: user.id, username: "Mára", email: "new@example.org", age: nil, gender: "F", createdAt: user.createdAt))
    #expect(try users.update(user.id, UserChanges(), confirmed: nil) == changed)
    #expect(try users.update(user.id + 1, UserChanges(age: .set(3)), confirmed: nil) == nil)
    _ = try users.register(
      NewUser(username: "otto", email: "o@x.org", passwordHash: "h", age: nil, gender: nil), at: start)
    #expect(throws: StoreError.taken(.username)) { try update(UserChanges(username: "OTTO")) }
    #expect(try users.user(id: user.id) == changed)
    // The user's own name in another spelling is not a conflict.
    #expect(try update(UserChanges(username: "mara"))?.username == "mara")
  }

  @Test func `a deleted user leaves no rows behind`() throws {
    _ = try open()
    let rate = try #require(NewInteraction(movie: 0, kind: .rate, rating: Rating(stars: 4)))
    _ = try Interactions(schema.connect()).save([rate], of: user.id, at: start)
    #expect(try users.delete(confirmed, at: start))
    try schema.removeDeleted()
    for table in ["users", "sessions", "interactions", "ratings"] { #expect(try schema.count(table) == 0) }
    #expect(
      try sessions.open(
        with: confirmed, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: start) == nil)
  }

  // MARK: - Password changes during a password check

  @Test func `a request whose password was confirmed changes nothing if the password has changed since`() throws {
    let id = try open()
    let old = ConfirmedPassword(user: user.id, hash: "the one before")
    #expect(
      try sessions.open(with: old, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: start)
        == nil)
    #expect(try users.update(user.id, UserChanges(email: "new@example.org"), confirmed: old) == nil)
    #expect(try !users.changePassword(old, to: "other hash", keeping: id))
    #expect(try !users.delete(old, at: start))
    #expect(try users.user(id: user.id) == user && users.passwordHash(of: user.id) == "hash")
    try users.deactivate(user.id, at: start)
    #expect(
      try sessions.open(
        with: confirmed, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: start) == nil)
    #expect(try !users.changePassword(confirmed, to: "other hash", keeping: id))
    #expect(try !users.delete(confirmed, at: start))
  }

  @Test func `one of many concurrent password changes succeeds, and no session of the old one is left`() async throws {
    let meeting = Meeting(of: 12)
    let (address, lifetime, time) = (schema.address, lifetime, start)
    let (confirmed, first, network) = (confirmed, first, network)
    let kept = try open()
    let changes = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<12 {
        group.addTask {
          try await onThread {
            let connection = Connection(address)
            try connection.run("DO 0")
            meeting.join()
            if number.isMultiple(of: 2) {
              return try Users(connection).changePassword(confirmed, to: "hash \(number)", keeping: kept)
            }
            _ = try Sessions(connection).open(
              with: confirmed, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: time)
            return false
          }
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(changes == 1)
    // Sessions opened before the change ended with it, and none could be opened after it.
    #expect(try sessions.sessions(of: user.id, at: start).map(\.id) == [kept])
  }

  @Test func `a login beyond a hundred sessions ends the least recently used one`() throws {
    let ids = try (0..<Session.most).map { try open(at: start + .seconds($0 % 7)) }
    try schema.change("UPDATE sessions SET last_used_at = '2026-01-01' WHERE id = \(ids[0])")
    let next = try open(at: start + .seconds(60))
    let left = Set(try sessions.sessions(of: user.id, at: start + .seconds(60)).map(\.id))
    #expect(left.count == Session.most && left.contains(next) && left.contains(ids[0]) && !left.contains(ids[7]))
  }

  // MARK: - Operators

  @Test func `a one-time password opens only one of many concurrent sessions`() async throws {
    _ = try open()
    try users.resetPassword(of: user.id, toHash: "once", until: start + .seconds(100))
    #expect(try schema.count("sessions") == 0)
    #expect(try users.account(login: "mara", at: start)?.isOneTime == true)
    let meeting = Meeting(of: 6)
    let (address, lifetime, time, first, network) = (schema.address, lifetime, start, first, network)
    let once = ConfirmedPassword(user: user.id, hash: "once")
    let opened = try await withThrowingTaskGroup(of: SessionID?.self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await onThread {
            meeting.join()
            return try Sessions(Connection(address)).open(
              with: once, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: time)
          }
        }
      }
      return try await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
    }
    #expect(opened.count == 1)
    #expect(try users.account(login: "mara", at: start) == nil)
    // The password that is chosen in that session does not expire.
    #expect(try users.changePassword(once, to: "own", keeping: opened[0]))
    #expect(try users.account(login: "mara", at: start + .seconds(1_000))?.isOneTime == false)
  }

  @Test func `a one-time password is useless after it has expired`() throws {
    try users.resetPassword(of: user.id, toHash: "once", until: start + .seconds(100))
    let once = ConfirmedPassword(user: user.id, hash: "once")
    #expect(try users.account(login: "mara", at: start + .seconds(99)) != nil)
    #expect(try users.account(login: "mara", at: start + .seconds(100)) == nil)
    #expect(
      try sessions.open(
        with: once, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: start + .seconds(100))
        == nil)
  }

  @Test func `a deactivated account keeps its rows and can be activated again`() throws {
    _ = try open()
    try users.deactivate(user.id, at: start + .seconds(5))
    try users.deactivate(user.id, at: start + .seconds(9))
    let shut = try #require(
      try users.overviews(beginningWith: "MARA@", limit: 9, at: start, rejected: { Issue.record("\($0)") }).first)
    #expect(shut.deactivatedAt == start + .seconds(5) && shut.sessions == 0 && shut.user == user)
    #expect(try users.reference(to: "MARA@example.org", at: start)?.isDeactivated == true)
    #expect(try users.account(login: "mara", at: start) == nil)
    try users.activate(user.id)
    #expect(try users.account(login: "mara", at: start)?.user == user.id)
  }

  @Test func `accounts are listed by id and found by name, e-mail and id`() throws {
    _ = try open()
    let named = try users.register(
      NewUser(username: "50%_\\", email: "p@x.org", passwordHash: "h", age: nil, gender: nil), at: start)
    let digits = try users.register(
      NewUser(username: "\(user.id)00", email: "q@x.org", passwordHash: "h", age: nil, gender: nil), at: start)
    _ = try Imports(schema.connect(), at: start).add([ImportedUser(id: 900, age: 20, gender: "M")])
    func ids(_ text: String? = nil, imported: Bool = false, after last: UserID = .min, limit: Int = 9) throws
      -> [UserID]
    {
      try users.overviews(
        beginningWith: text, includesImported: imported, after: last, limit: limit, at: start,
        rejected: { Issue.record("\($0)") }
      ).map(\.user.id)
    }
    #expect(try Set(ids()) == [user.id, named.id, digits.id] && ids() == ids().sorted())
    #expect(try ids(imported: true).contains(900) && ids(limit: 1) == [user.id])
    #expect(try ids(after: user.id) == [named.id, digits.id])
    #expect(try ids("MARA@") == [user.id] && ids("50%_\\") == [named.id] && ids("%") == [] && ids("p@") == [named.id])
    #expect(try users.reference(to: "\(user.id)00", at: start)?.id == digits.id)
    #expect(try users.reference(to: "\(user.id)", at: start)?.sessions == 1)
    #expect(try users.reference(to: "900", at: start)?.hasLogin == false)
    #expect(try users.reference(to: "nobody", at: start) == nil)
  }

  @Test func `only expired rows are removed`() throws {
    let retention = Retention(connection)
    _ = try open()
    let later = try open(at: start + .seconds(50))
    try setClock(start)
    #expect(try sessions.attempt([.confirmation(1)]) == .zero)
    try setClock(start + .seconds(120))
    #expect(try sessions.attempt([.confirmation(2)]) == .zero)
    #expect(try retention.removeExpired(at: start + .seconds(120)) == 1)
    #expect(try sessions.sessions(of: user.id, at: start).map(\.id) == [later])
    try setClock(start + .seconds(86_460))
    #expect(try retention.removeExpired(at: start + .seconds(86_460)) == 2)
    #expect(try schema.count("sessions") == 0 && schema.count("login_attempts") == 1)
    #expect(try retention.removeExpired(at: start + .seconds(86_460)) == 0)
    try setClock(start + KnownNetwork.memory + .seconds(51))
    #expect(try retention.removeExpired(at: start + KnownNetwork.memory + .seconds(51)) == 2)
    #expect(try schema.count("known_networks") == 0)
  }

  @Test func `a machine whose clock is ahead removes no session that is still valid`() throws {
    _ = try open()
    try setClock(start + .seconds(99))
    #expect(try Retention(connection).removeExpired(at: start + .seconds(1_000)) == 0)
    try setClock(start + .seconds(1_000))
    #expect(try Retention(connection).removeExpired(at: start + .seconds(99)) == 0)
    #expect(try Retention(connection).removeExpired(at: start + .seconds(100)) == 1)
  }

  @Test func `reads in one snapshot do not see concurrent changes`() throws {
    let ids = try users.inSnapshot { () throws(StoreError) in
      let before = try sessions.sessions(of: user.id, at: start)
      let other = Sessions(schema.connect())
      guard
        try other.open(
          with: confirmed, refreshHash: first, userAgent: nil, network: network, lifetime: lifetime, at: start) != nil
      else { throw .failed("no session") }
      return (before, try sessions.sessions(of: user.id, at: start))
    }
    #expect(ids.0 == [] && ids.1 == [])
    #expect(try sessions.sessions(of: user.id, at: start).count == 1)
  }

}
