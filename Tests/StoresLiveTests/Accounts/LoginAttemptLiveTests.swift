import Domain
import MariaDB
import Stores
import Testing

struct LoginAttemptLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let sessions: Sessions
  private let start = Timestamp(seconds: 1_000_000)
  private let home = [UInt8](repeating: 1, count: 32)
  private let elsewhere = [UInt8](repeating: 2, count: 32)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    sessions = Sessions(connection)
    try setClock(start)
  }

  /// Sets the database's clock for this connection.
  private func setClock(_ time: Timestamp) throws { try connection.run("SET timestamp = \(time.seconds)") }

  /// The seconds that each of `count` consecutive attempts has to wait.
  private func waits(_ use: PasswordUse, _ count: Int) throws -> [Int64] {
    try (0..<count).map { _ in try sessions.attempt([use]).components.seconds }
  }

  @Test func `failed logins are counted by network and by name as the collation compares it`() throws {
    #expect(try waits(.login("Zoë", network: home), 6) == [0, 0, 0, 0, 0, 1])
    for name in ["Zoë", "ZOE", "zoe\u{308}"] { #expect(try waits(.login(name, network: home), 1) == [1]) }
    for name in ["Zo", "Zoë ", ""] { #expect(try waits(.login(name, network: home), 1) == [0]) }
    #expect(try waits(.login("Zoë", network: elsewhere), 1) == [0])
    #expect(try waits(.loginOfStranger("Zoë"), 1) == [0])
    #expect(try waits(.confirmation(1), 1) == [0])
    try sessions.forgive([.login("zoe", network: home)])
    #expect(try waits(.login("Zoë", network: home), 6) == [0, 0, 0, 0, 0, 1])
  }

  @Test func `failed logins are counted for very long names and for names with any characters`() throws {
    for name in [String(repeating: "x", count: 100_000), "a\0b", "'; DROP TABLE users; --", "🎬", "\u{1}"] {
      #expect(try waits(.login(name, network: home), 6) == [0, 0, 0, 0, 0, 1])
    }
  }

  @Test func `an attempt that has to wait raises none of its counts`() throws {
    let both = [PasswordUse.login("mara", network: home), .loginOfStranger("mara")]
    for _ in 0..<9 { _ = try sessions.attempt(both) }
    // Five attempts were checked and four refused, so only five count against the hundred of strangers.
    #expect(try waits(.loginOfStranger("mara"), 97) == Array(repeating: 0, count: 96) + [1])
  }

  @Test func `a correct password from an unknown network takes back only its own attempt`() throws {
    _ = try waits(.loginOfStranger("mara"), 50)
    try sessions.forgive([.loginOfStranger("mara")])
    #expect(try waits(.loginOfStranger("mara"), 53) == Array(repeating: 0, count: 52) + [1])
  }

  @Test func `attempts counted in the future are forgotten after the clock was set back`() throws {
    let use = PasswordUse.login("mara", network: home)
    try setClock(start + .seconds(86_400))
    #expect(try waits(use, 6).last == 1)
    try setClock(start)
    #expect(try waits(use, 6) == [0, 0, 0, 0, 0, 1])
  }

  @Test func `concurrent guesses get no more attempts than consecutive ones`() async throws {
    let meeting = Meeting(of: 8)
    let (address, home) = (schema.address, home)
    let heard = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await onThread {
            let connection = Connection(address)
            // The same fixed time for all, so that no wait elapses.
            try connection.run("SET timestamp = 1000000")
            meeting.join()
            return try (0..<4).count { _ in
              try Sessions(connection).attempt([.login("mara", network: home)]) == .zero
            }
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(heard == 5)
  }

  @Test func `an account knows a network for ninety days after a login, but not after a failed refresh`() throws {
    let lifetime = SessionLifetime(idle: .seconds(1_000), total: .seconds(10_000))
    let confirmed = ConfirmedPassword(user: user.id, hash: "hash")
    #expect(try !sessions.knows([home], user.id, at: start))
    let session = try #require(
      try sessions.open(
        with: confirmed, refreshHash: [1], userAgent: nil, network: home, lifetime: lifetime, at: start))
    #expect(try sessions.knows([elsewhere, home], user.id, at: start))
    #expect(try !sessions.knows([elsewhere], user.id, at: start))
    #expect(try !sessions.knows([home], user.id + 1, at: start))
    _ = try sessions.refresh(
      session, presented: home, successor: home, network: elsewhere, lifetime: lifetime, at: start)
    #expect(try !sessions.knows([elsewhere], user.id, at: start))
    #expect(try sessions.knows([home], user.id, at: start + (KnownNetwork.memory - .seconds(1))))
    #expect(try !sessions.knows([home], user.id, at: start + KnownNetwork.memory))
  }

  @Test func `an account knows the hundred networks that were used last`() throws {
    let confirmed = ConfirmedPassword(user: user.id, hash: "hash")
    for number in 0...UInt8(KnownNetwork.most) {
      _ = try sessions.open(
        with: confirmed, refreshHash: home, userAgent: nil, network: [UInt8](repeating: number, count: 32),
        lifetime: SessionLifetime(idle: .seconds(1_000), total: .seconds(10_000)), at: start + .seconds(number))
    }
    #expect(try schema.count("known_networks") == 100)
    #expect(try !sessions.knows([[UInt8](repeating: 0, count: 32)], user.id, at: start))
    #expect(try sessions.knows([[UInt8](repeating: 1, count: 32)], user.id, at: start))
  }
}
