import Domain
import Glibc
import MariaDB
import Stores
import Testing

/// A request and the check of its session are atomic.
struct SessionClaimLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let start = Timestamp(seconds: 1_700_000_000)
  private let saved: Interaction

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    let claim = try Self.open(for: user, connection, at: start)
    guard case .saved(let saved, 2, _) = try Interactions(connection).save(Self.batch(5), of: claim, at: start) else {
      throw StoreError.failed("not saved")
    }
    self.saved = saved[1]
  }

  private static func open(for user: User, _ connection: Connection, at time: Timestamp) throws -> SessionClaim {
    let id = try Sessions(connection).open(
      with: ConfirmedPassword(user: user.id, hash: "hash"), refreshHash: [UInt8](repeating: 1, count: 32),
      userAgent: nil, network: [UInt8](repeating: 2, count: 32),
      lifetime: SessionLifetime(idle: .seconds(1_000), total: .seconds(1_000)),
      at: time)
    return SessionClaim(id: try #require(id), user: user.id, at: time)
  }

  private static func view(_ key: UUID? = nil) throws -> NewInteraction {
    try #require(NewInteraction(movie: 0, kind: .view, rating: nil, idempotencyKey: key))
  }

  private static func rate(_ stars: Double) throws -> NewInteraction {
    try #require(NewInteraction(movie: 0, kind: .rate, rating: Rating(stars: stars)))
  }

  private static func batch(_ stars: Double) throws -> [NewInteraction] { [try view(), try rate(stars)] }

  /// Everything that a claim permits, except ending the session.
  enum ClaimedRequest: CaseIterable {
    case view, submission, rate, views, batch, put, change, delete, remove
    case history, page, ofMovie, one, ratings, recommendations, identity, check

    var isRead: Bool {
      switch self {
      case .view, .submission, .rate, .views, .batch, .put, .change, .delete, .remove: false
      case .history, .page, .ofMovie, .one, .ratings, .recommendations, .identity, .check: true
      }
    }
  }

  private static func ask(
    _ request: ClaimedRequest, _ claim: SessionClaim, _ saved: Interaction, _ connection: Connection
  ) throws {
    let (interactions, ratings) = (Interactions(connection) { $0 - 1 }, Ratings(connection) { $0 - 1 })
    let stars = try #require(Rating(stars: 2))
    var random = SystemRandomNumberGenerator()
    switch request {
    case .view: _ = try interactions.save([view()], of: claim, at: claim.time)
    case .submission: _ = try interactions.save([view(UUID(from: &random))], of: claim, at: claim.time)
    case .rate: _ = try interactions.save([rate(2)], of: claim, at: claim.time)
    case .views: _ = try interactions.save([view(), view()], of: claim, at: claim.time)
    case .batch: _ = try interactions.save(batch(2), of: claim, at: claim.time)
    case .put: _ = try ratings.rate(0, stars, of: claim, at: claim.time)
    case .change: #expect(try interactions.change(saved.id, to: stars, of: claim) != .unknown)
    case .delete: _ = try interactions.delete(saved.id, of: claim)
    case .remove: _ = try ratings.removeRating(of: 0, by: claim)
    case .history: #expect(try interactions.history(of: claim, HistoryQuery()).total == 2)
    case .page: #expect(try interactions.history(of: claim, HistoryQuery(limit: 1)).total == 2)
    case .ofMovie: #expect(try interactions.history(of: claim, HistoryQuery(movie: 0, limit: 1)).total == 2)
    case .one: #expect(try interactions.interaction(saved.id, of: claim) == saved)
    case .ratings: #expect(try ratings.ratings(of: claim, limit: 9, before: nil).entries.count == 1)
    case .recommendations: _ = try Recommendations(connection).recorded(for: claim, limit: 9, before: nil)
    case .identity: #expect(try Sessions(connection).identity(of: claim).user == Users(connection).user(id: claim.user))
    case .check: try Sessions(connection).check(claim)
    }
  }

  /// Everything that a request may change, except sessions.
  private func state() throws -> [String] {
    try connection.rows(
      """
      SELECT CONCAT_WS(' ', 'i', id, kind, half_stars) FROM interactions
      UNION ALL SELECT CONCAT_WS(' ', 'r', movie_id, half_stars, rated_at) FROM ratings
      UNION ALL SELECT HEX(event_id) FROM events
      """, isKept: false
    ) { try $0.text(0) }.sorted()
  }

  @Test(arguments: ClaimedRequest.allCases)
  func `a request with an invalid session fails and changes nothing`(request: ClaimedRequest) throws {
    let claim = try Self.open(for: user, connection, at: start)
    let before = try state()
    let stranger = try schema.addStranger()
    let others = [
      SessionClaim(id: claim.id, user: user.id, at: start + .seconds(1_000)),
      SessionClaim(id: -1, user: user.id, at: start),
      SessionClaim(id: claim.id, user: stranger.id, at: start),
    ]
    for other in others {
      #expect(throws: StoreError.sessionEnded) { try Self.ask(request, other, saved, connection) }
    }
    #expect(try state() == before)
    // The claim was valid, and its session has been ended over another connection.
    try schema.change("UPDATE sessions SET last_used_at = '1999-01-01' WHERE id = \(claim.id)")
    _ = try Sessions(schema.connect()).end(claim.id, of: user.id)
    #expect(throws: StoreError.sessionEnded) { try Self.ask(request, claim, saved, connection) }
    #expect(try state() == before)
  }

  @Test(arguments: ClaimedRequest.allCases)
  func `a request with a valid session succeeds and notes its use once in five minutes`(request: ClaimedRequest) throws
  {
    let claim = try Self.open(for: user, connection, at: start)
    let before = try state()
    for (seconds, noted) in [(299, 0), (300, 300)] as [(Int64, Int64)] {
      let later = SessionClaim(id: claim.id, user: user.id, at: start + .seconds(seconds))
      try Self.ask(request, later, saved, connection)
      let sessions = try Sessions(connection).sessions(of: user.id, at: start)
      #expect(sessions.first { $0.id == claim.id }?.lastUsedAt == start + .seconds(noted))
    }
    #expect(try (state() == before) == request.isRead)
  }

  @Test(arguments: [ClaimedRequest.rate, .submission, .put, .batch, .change, .delete, .remove])
  func `a change that waits while its session is revoked changes nothing`(request: ClaimedRequest) throws {
    let claim = try Self.open(for: user, connection, at: start)
    let before = try state()
    let (address, user) = (schema.address, user.id)
    let begin = Meeting(of: 2)
    startThread {
      let (other, watching) = (Connection(address), Connection(address))
      try other.run("START TRANSACTION")
      try other.write("UPDATE users SET age = 31 WHERE id = \(user)")
      begin.join()
      for _ in 0..<1_000 {
        if try Self.isWaiting(watching) { break }
        usleep(20_000)
      }
      try other.write("DELETE FROM sessions WHERE user_id = \(user)")
      try other.run("COMMIT")
    }
    begin.join()
    #expect(throws: StoreError.sessionEnded) { try Self.ask(request, claim, saved, connection) }
    #expect(try state() == before)
  }

  /// Whether a statement in this schema has run for so long that it must be waiting for a lock.
  private static func isWaiting(_ connection: Connection) throws -> Bool {
    try !connection.rows(
      """
      SELECT ID FROM information_schema.PROCESSLIST
      WHERE DB = DATABASE() AND COMMAND IN ('Execute', 'Query') AND ID <> CONNECTION_ID() AND TIME_MS > 200
      """, isKept: false
    ) { try $0.integer(0) }.isEmpty
  }

  @Test func `most requests take a single statement`() throws {
    let claim = try Self.open(for: user, connection, at: start)
    var statements: [SQL] = []
    for request in [ClaimedRequest.history, .page, .one, .ratings, .recommendations, .identity, .check] {
      connection.observer = { sql, _ in statements.append(sql) }
      try Self.ask(request, claim, saved, connection)
      connection.observer = nil
      // An empty page checks the session separately, the test itself reads the user for `identity`, and a page that is
      // not the whole history is counted.
      let more = [.recommendations, .identity, .page].contains(request)
      #expect(statements.count == (more ? 2 : 1), "\(request): \(statements)")
      statements = []
    }
  }
}
