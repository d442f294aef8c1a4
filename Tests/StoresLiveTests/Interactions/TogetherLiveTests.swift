import Domain
import MariaDB
import Testing

@testable import Stores

/// Interactions of several users that are saved together.
struct TogetherLiveTests {
  private let schema: LiveSchema
  private let connection: Connection
  private let interactions: Interactions
  private let movie: MovieID = 0
  private let time = Timestamp(seconds: 9)

  init() throws {
    schema = try LiveSchema()
    _ = try schema.fill()
    connection = schema.connect()
    interactions = Interactions(connection)
    try connection.write("INSERT INTO users (id, created_at) VALUES (101, NOW()), (102, NOW()), (103, NOW())")
  }

  private func submissions(_ users: [UserID], isRated: Bool = true) throws -> [Submission] {
    try users.map { user in
      let new = NewInteraction(
        movie: movie, kind: isRated ? .rate : .view, rating: isRated ? Rating(stars: 4) : nil, idempotencyKey: nil)
      return Submission(try #require(new), in: try .open(for: user, on: connection))
    }
  }

  private func commits() throws -> Int64 {
    try connection.rows("SHOW SESSION STATUS LIKE 'Com_commit'", isKept: false) { Int64(try $0.text(1)) ?? -1 }[0]
  }

  private func isSaved(_ outcome: Result<SaveOutcome, StoreError>) -> Bool {
    if case .success(.saved(_, new: 1, _)) = outcome { true } else { false }
  }

  @Test(arguments: [true, false])
  func `interactions of one shape are saved in one transaction`(isRated: Bool) throws {
    let submissions = try submissions([102, 101, 103, 101], isRated: isRated)
    let before = try commits()
    #expect(interactions.save(submissions, at: time).allSatisfy(isSaved))
    #expect(try commits() == before + 1)
    #expect(try schema.count("interactions") == 4 && schema.count("ratings") == (isRated ? 3 : 0))
  }

  @Test(arguments: [true, false])
  func `requests of one session are saved in one transaction, whenever they have arrived`(isRated: Bool) throws {
    let claims = try submissions([101, 102], isRated: isRated)
    let submissions = (0..<4).map { number in
      let (session, new) = (claims[number % 2].session, claims[0].interaction)
      let time = session.time + .microseconds(number)
      return Submission(new, in: SessionClaim(id: session.id, user: session.user, at: time))
    }
    let before = try commits()
    #expect(interactions.save(submissions, at: time).allSatisfy(isSaved))
    #expect(try commits() == before + 1)
    #expect(try schema.count("interactions") == 4 && schema.count("ratings") == (isRated ? 2 : 0))
  }

  @Test func `interactions are saved together even if the last use of some sessions is due to be noted`() throws {
    let submissions = try submissions([101, 102])
    try schema.change("UPDATE sessions SET last_used_at = '1960-01-01' WHERE user_id = 102")
    let before = try commits()
    #expect(interactions.save(submissions, at: time).allSatisfy(isSaved))
    // The interactions in one transaction. The touch is a statement of its own, which commits by itself.
    #expect(try commits() == before + 1)
    let used = try connection.rows("SELECT last_used_at FROM sessions ORDER BY user_id DESC LIMIT 2") {
      try $0.time(0)
    }
    #expect(used == [time, Timestamp(seconds: 0)])
  }

  @Test func `the last use of sessions whose requests arrive together is noted if that is due`() throws {
    let sessions = try submissions([101, 102, 103]).map(\.session)
    let later = Timestamp(sinceEpoch: Session.touchInterval)
    try schema.change("UPDATE sessions SET last_used_at = \(later) WHERE user_id = 102")
    let used = sessions.map { SessionClaim(id: $0.id, user: $0.user, at: later + .seconds(1)) }
    let identities = Sessions(connection).identities(of: used)
    #expect(try identities.map { try $0.get().user.id } == [101, 102, 103])
    #expect(
      try connection.rows("SELECT last_used_at FROM sessions WHERE user_id > 100 ORDER BY user_id") { try $0.time(0) }
        == [later + .seconds(1), later, later + .seconds(1)])
  }

  @Test func `the newest of many ratings of one movie is current, however many are saved at once`() async throws {
    let sessions = try [101, 102].map { try SessionClaim.open(for: $0, on: connection) }
    let (address, time, savers) = (schema.address, time, 4)
    let rounds = (0..<100).map { _ in (start: Meeting(of: savers + 1), end: Meeting(of: savers + 1)) }
    let threads = (0..<savers).map { saver in
      Task {
        try await onThread {
          let interactions = Interactions(Connection(address))
          let new = try #require(NewInteraction(movie: 0, kind: .rate, rating: Rating(stars: Double(1 + saver))))
          var outcomes: [Result<SaveOutcome, StoreError>] = []
          for (number, round) in rounds.enumerated() {
            // Groups and single saves.
            let submissions = (0...(number + saver) % 3).map { Submission(new, in: sessions[(number + $0) % 2]) }
            round.start.join()
            outcomes += interactions.save(submissions, at: time)
            round.end.join()
          }
          // Only now, since the others wait for this thread in each round.
          for outcome in outcomes { _ = try outcome.get() }
        }
      }
    }
    for round in rounds {
      round.start.join()
      round.end.join()
      for session in sessions {
        let newest = try connection.rows(
          "SELECT half_stars FROM interactions WHERE user_id = \(session.user) ORDER BY id DESC LIMIT 1"
        ) { try $0.integer(0) }
        let current = try connection.rows("SELECT half_stars FROM ratings WHERE user_id = \(session.user)") {
          try $0.integer(0)
        }
        #expect(current == newest)
      }
    }
    for thread in threads { try await thread.value }
  }

  @Test func `a user whose row stays locked fails alone, and the others are saved`() throws {
    let submissions = try submissions([101, 102, 103])
    let other = schema.connect()
    let outcomes = try other.transaction { () throws(MariaDBError) in
      _ = try other.rows("SELECT id FROM users WHERE id = 102 FOR UPDATE") { try $0.integer(0) }
      return Interactions(schema.connectImpatiently()).save(submissions, at: time)
    }
    #expect(isSaved(outcomes[0]) && isSaved(outcomes[2]))
    guard case .failure(.unavailable) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(interactions.save(submissions, at: time).allSatisfy(isSaved))
  }

  @Test func `a full history refuses only its own user's interaction`() throws {
    let limited = Interactions(connection, maximum: 1)
    let submissions = try submissions([101, 102])
    try schema.change(
      """
      INSERT INTO interaction_counts (user_id, up_to, views, selects, recommends, rates, counted_at)
      VALUES (102, 0, 1, 0, 0, 0, '1970-01-01')
      """)
    let outcomes = limited.save(submissions, at: time)
    #expect(isSaved(outcomes[0]) && outcomes[1] == .failure(.full))
  }

  private func lists(_ users: [UserID]) -> [RecordedList] {
    var random = SystemRandomNumberGenerator()
    return users.map { user in
      RecordedList(
        RecordedRecommendation(
          id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .context, movies: [movie],
          createdAt: time), for: user)
    }
  }

  @Test func `lists of several users are recorded in one transaction, and old ones are trimmed`() throws {
    let plenty = RecordingLimits(perMinute: 100, kept: 100)
    let before = try commits()
    let recommendations = Recommendations(connection) { $0 - 1 }
    #expect(recommendations.record(lists([103, 101, 102]), plenty) == Array(repeating: .success(true), count: 3))
    #expect(try commits() == before + 1)
    let trimming = Recommendations(connection) { _ in 0 }
    let few = RecordingLimits(perMinute: 100, kept: 1)
    #expect(trimming.record(lists([101, 102]), few) == [.success(true), .success(true)])
    #expect(try schema.count("interactions") == 3)
  }

  @Test func `a list of a user whose row stays locked fails alone, and the others are recorded`() throws {
    let plenty = RecordingLimits(perMinute: 100, kept: 100)
    let other = schema.connect()
    let outcomes = try other.transaction { () throws(MariaDBError) in
      _ = try other.rows("SELECT id FROM users WHERE id = 102 FOR UPDATE") { try $0.integer(0) }
      return Recommendations(schema.connectImpatiently()).record(lists([101, 102, 103]), plenty)
    }
    #expect(outcomes[0] == .success(true) && outcomes[2] == .success(true))
    guard case .failure(.unavailable) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
  }
}
