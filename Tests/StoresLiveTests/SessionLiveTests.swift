import Domain
import MariaDB
import Stores
import Testing

struct SessionLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let users: Users
  private let sessions: Sessions
  private let lifetime = SessionLifetime(idle: 100, total: 250)
  private let start = Timestamp(microseconds: 1_000_000_123_456)
  private let first = [UInt8](repeating: 1, count: 32)
  private let second = [UInt8](repeating: 2, count: 32)
  private let third = [UInt8](repeating: 3, count: 32)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    let connection = schema.connect()
    users = Users(connection)
    sessions = Sessions(connection)
  }

  private func open(at time: Timestamp? = nil, userAgent: String? = nil) throws -> SessionID {
    try sessions.open(for: user.id, refreshHash: first, userAgent: userAgent, lifetime: lifetime, at: time ?? start)
  }

  private func refresh(_ session: SessionID, _ presented: [UInt8], _ next: [UInt8], after seconds: Int64) throws
    -> RefreshOutcome
  {
    try sessions.refresh(session, presented: presented, successor: next, lifetime: lifetime, at: start + seconds)
  }

  @Test func `a session leads to its user until it expires`() throws {
    let id = try open(userAgent: "A browser 🎬")
    let session = Session(
      id: id, user: user.id, createdAt: start, lastUsedAt: start, expiresAt: start + 100, userAgent: "A browser 🎬")
    #expect(try sessions.identity(session: id, user: user.id, at: start + 99) == Identity(user: user, session: session))
    #expect(try sessions.identity(session: id, user: user.id, at: start + 100) == nil)
    #expect(try sessions.identity(session: id, user: user.id + 1, at: start) == nil)
    #expect(try sessions.identity(session: id + 1, user: user.id, at: start) == nil)
    try sessions.touch(id, at: start + 7)
    #expect(try sessions.sessions(of: user.id, at: start).map(\.lastUsedAt) == [start + 7])
  }

  @Test func `a deactivated user has no identity, no account and no refresh`() throws {
    let id = try open()
    try schema.change("UPDATE users SET deactivated_at = '2026-01-01' WHERE id = \(user.id)")
    #expect(try sessions.identity(session: id, user: user.id, at: start) == nil)
    #expect(try users.account(login: "mára") == nil)
    #expect(try refresh(id, first, second, after: 1) == .unknown)
  }

  @Test func `refreshing prolongs the session up to its whole life`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 90) == .refreshed(user: user.id))
    #expect(try sessions.sessions(of: user.id, at: start).map(\.expiresAt) == [start + 190])
    #expect(try refresh(id, second, third, after: 180) == .refreshed(user: user.id))
    #expect(try sessions.sessions(of: user.id, at: start).map(\.expiresAt) == [start + 250])
    #expect(try refresh(id, third, first, after: 250) == .unknown)
  }

  @Test func `the token before is good for ten seconds more, and ends the session later`() throws {
    let id = try open()
    #expect(try refresh(id, first, second, after: 0) == .refreshed(user: user.id))
    #expect(try refresh(id, first, second, after: 10) == .refreshed(user: user.id))
    #expect(try refresh(id, second, third, after: 10) == .refreshed(user: user.id))
    #expect(try refresh(id, first, second, after: 11) == .replayed(user: user.id))
    #expect(try refresh(id, third, first, after: 11) == .unknown)
    #expect(try schema.count("sessions") == 0)
  }

  @Test func `of many refreshes at once one rotates, and all get the same successor`() async throws {
    let id = try open()
    let meeting = Meeting(of: 8)
    let (address, lifetime, time) = (schema.address, lifetime, start + 1)
    let (presented, successor) = (first, second)
    let outcomes = try await withThrowingTaskGroup(of: RefreshOutcome.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await onThread {
            let sessions = Sessions(Connection(address))
            meeting.join()
            return try sessions.refresh(
              id, presented: presented, successor: successor, lifetime: lifetime, at: time)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes == Array(repeating: .refreshed(user: user.id), count: 8))
    #expect(try refresh(id, second, third, after: 2) == .refreshed(user: user.id))
  }

  @Test func `sessions end one by one or all at once, and only one's own`() throws {
    let ids = try (0..<3).map { try open(at: start + $0) }
    #expect(try sessions.sessions(of: user.id, at: start).map(\.id) == ids.reversed())
    #expect(try !sessions.end(ids[0], of: user.id + 1))
    #expect(try sessions.end(ids[0], of: user.id))
    #expect(try !sessions.end(ids[0], of: user.id))
    #expect(try schema.count("sessions") == 2)
    try sessions.endAll(of: user.id)
    #expect(try schema.count("sessions") == 0)
  }

  @Test func `a login clears away the user's expired sessions`() throws {
    _ = try open()
    _ = try open(at: start + 100)
    #expect(try schema.count("sessions") == 1)
  }

  @Test func `a new password ends all sessions but one`() throws {
    let ids = try (0..<3).map { _ in try open() }
    try users.changePassword(of: user.id, to: "other hash", keeping: ids[1])
    #expect(try sessions.sessions(of: user.id, at: start).map(\.id) == [ids[1]])
    #expect(try users.passwordHash(of: user.id) == "other hash")
  }

  @Test func `a profile changes field by field`() throws {
    let changed = try users.update(user.id, UserChanges(email: "new@example.org", age: .clear))
    #expect(
      changed
        == User(
          id: user.id, username: "Mára", email: "new@example.org", age: nil, gender: "F", createdAt: user.createdAt))
    #expect(try users.update(user.id, UserChanges()) == changed)
    #expect(try users.update(user.id + 1, UserChanges(age: .set(3))) == nil)
    _ = try users.register(
      NewUser(username: "otto", email: "o@x.org", passwordHash: "h", age: nil, gender: nil), at: start)
    #expect(throws: StoreError.taken(field: "username")) { try users.update(user.id, UserChanges(username: "OTTO")) }
    #expect(try users.user(id: user.id) == changed)
    // One's own name in another spelling is no conflict.
    #expect(try users.update(user.id, UserChanges(username: "mara"))?.username == "mara")
  }

  @Test func `a deleted user leaves nothing behind`() throws {
    _ = try open()
    let rate = try #require(NewInteraction(movie: 0, kind: .rate, rating: Rating(stars: 4)))
    _ = try Interactions(schema.connect()).save([rate], of: user.id, at: start)
    try users.delete(user.id)
    for table in ["users", "sessions", "interactions", "ratings"] { #expect(try schema.count(table) == 0) }
    #expect(throws: StoreError.missing(field: "user_id")) { try open() }
  }

  // MARK: - Wrong passwords

  @Test func `failures are counted by what the database takes for one name`() throws {
    let one = LoginAttempts(failures: 1, lastFailedAt: start)
    #expect(try sessions.count(one, after: nil, .login("Zoë")))
    for name in ["Zoë", "ZOE", "zoe\u{308}"] { #expect(try sessions.attempts(.login(name)) == one) }
    for name in ["Zo", "Zoë ", ""] { #expect(try sessions.attempts(.login(name)) == nil) }
    #expect(try sessions.attempts(.confirmation(1)) == nil)
    try sessions.forgetAttempts(.login("zoe"))
    #expect(try sessions.attempts(.login("Zoë")) == nil)
  }

  @Test func `a very long name and one with any characters are counted, too`() throws {
    for name in [String(repeating: "x", count: 100_000), "a\0b", "'; DROP TABLE users; --", "🎬", "\u{1}"] {
      let one = LoginAttempts(failures: 1, lastFailedAt: start)
      #expect(try sessions.count(one, after: nil, .login(name)))
      #expect(try sessions.attempts(.login(name)) == one)
    }
  }

  @Test func `of two counts after the same one only the first holds`() throws {
    let one = LoginAttempts.after(nil, failureAt: start)
    let two = LoginAttempts.after(one, failureAt: start + 1)
    for use in [PasswordUse.login("mara"), .confirmation(user.id)] {
      #expect(try sessions.count(one, after: nil, use))
      #expect(try !sessions.count(one, after: nil, use))
      #expect(try sessions.count(two, after: one, use))
      #expect(try !sessions.count(two, after: one, use))
      #expect(try sessions.attempts(use) == two)
    }
  }
}
