import Domain
import MariaDB
import Stores
import Testing

/// Lists of movies that were recommended together: a row for each list, and an interaction for each movie in it.
struct ListLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let recommendations: Recommendations
  private let interactions: Interactions
  private let limits = RecordingLimits(perMinute: 1_000, kept: 100)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    recommendations = Recommendations(connection) { $0 - 1 }
    interactions = Interactions(connection) { $0 - 1 }
  }

  private func record(_ movies: [MovieID], at seconds: Int64 = 5) throws {
    var random = SystemRandomNumberGenerator()
    let list = RecordedRecommendation(
      id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .context, movies: movies,
      createdAt: Timestamp(seconds: seconds))
    #expect(try recommendations.record(list, for: user.id, limits))
  }

  @discardableResult
  private func save(_ kind: InteractionKind, _ movie: MovieID) throws -> Interaction {
    let rating = kind == .rate ? Rating(stars: 4) : nil
    let new = try #require(NewInteraction(movie: movie, kind: kind, rating: rating))
    guard case .saved(let saved, 1, _) = try interactions.save([new], of: user.id, at: Timestamp(seconds: 5)) else {
      throw StoreError.failed("not saved")
    }
    return saved[0]
  }

  /// The history, read page by page.
  private func history(
    _ kind: InteractionKind? = nil, _ movie: MovieID? = nil, by limit: Int = 500
  ) throws -> [Interaction] {
    var all: [Interaction] = []
    var query = HistoryQuery(kind: kind, movie: movie, limit: limit)
    var totals: Set<Int> = []
    repeat {
      let page = try interactions.history(of: user.id, query)
      #expect(page.interactions.count <= limit && (page.next == nil || page.interactions.count == limit))
      all += page.interactions
      totals.insert(page.total)
      query.before = page.next
    } while query.before != nil
    #expect(totals == [all.count])
    return all
  }

  /// All of `history`, oldest first, read page by page.
  private func export(by limit: Int) throws -> [Interaction] {
    var all: [Interaction] = []
    while true {
      let page = try interactions.interactions(of: user.id, after: all.last?.id, limit: limit).map(\.interaction)
      #expect(page.count <= limit)
      all += page
      if page.count < limit { return all }
    }
  }

  @Test func `the movies of a list are interactions, sorted, filtered and paged like all others`() throws {
    try save(.view, 0)
    try record([0, -5])
    try save(.rate, -5)
    try record([-5, 0, -5])
    try record([])
    try save(.recommend, 0)
    let all = try history()
    #expect(all.map(\.movie) == [0, -5, 0, -5, -5, -5, 0, 0])
    #expect(all.map(\.kind) == [.recommend, .recommend, .recommend, .recommend, .rate, .recommend, .recommend, .view])
    #expect(Set(all.map(\.id)).count == 8 && all.allSatisfy { $0.user == user.id && $0.id < 1 << 53 })
    for limit in 1...9 {
      #expect(try history(by: limit) == all)
      #expect(try export(by: limit) == all.reversed())
      for kind in InteractionKind.allCases {
        #expect(try history(kind, by: limit) == all.filter { $0.kind == kind })
        for movie in [0, -5, 7] as [MovieID] {
          #expect(try history(kind, movie, by: limit) == all.filter { $0.kind == kind && $0.movie == movie })
        }
      }
      for movie in [0, -5, 7, 5] as [MovieID] {
        #expect(try history(nil, movie, by: limit) == all.filter { $0.movie == movie })
      }
    }
    let stranger = try schema.addStranger().id
    for event in all {
      #expect(try interactions.interaction(event.id, of: user.id) == event)
      #expect(try interactions.interaction(event.id, of: stranger) == nil)
      #expect(try interactions.interaction(event.id + 50, of: user.id) == nil)
    }
    #expect(try schema.count("interactions") == 6)
  }

  @Test func `an interaction of a list can be deleted, and the recorded list stays complete`() throws {
    try record([0, -5, 0])
    try save(.view, 0)
    let all = try history(.recommend)
    #expect(try interactions.change(all[1].id, to: #require(Rating(stars: 1)), of: user.id) == .notRated)
    #expect(try !interactions.delete(all[1].id, of: schema.addStranger().id))
    #expect(try interactions.delete(all[1].id, of: user.id))
    #expect(try !interactions.delete(all[1].id, of: user.id))
    #expect(try interactions.interaction(all[1].id, of: user.id) == nil)
    #expect(try interactions.change(all[1].id, to: #require(Rating(stars: 1)), of: user.id) == .unknown)
    for limit in 1...3 {
      #expect(try history(.recommend, by: limit) == [all[0], all[2]])
      #expect(try history(nil, -5, by: limit).isEmpty && history(nil, 0, by: limit).count == 3)
      #expect(try export(by: limit).map(\.kind) == [.recommend, .recommend, .view])
    }
    #expect(try interactions.delete(all[2].id, of: user.id) && interactions.delete(all[0].id, of: user.id))
    #expect(try history().map(\.kind) == [.view] && history(.recommend).isEmpty)
    #expect(
      try recommendations.recorded(for: user.id, limit: 9, before: nil).recommendations.map(\.movies) == [[0, -5, 0]])
    // The row's own id is not an interaction either.
    #expect(try interactions.interaction(1, of: user.id) == nil && !interactions.delete(1, of: user.id))
  }

  @Test func `lists whose interactions were all deleted do not shorten a page`() throws {
    try save(.view, 0)
    for _ in 0..<30 { try record([0]) }
    for event in try history(.recommend) { #expect(try interactions.delete(event.id, of: user.id)) }
    try save(.view, -5)
    for limit in 1...3 { #expect(try history(by: limit).map(\.movie) == [-5, 0]) }
  }

  @Test func `the total of a long history includes every movie of its lists`() throws {
    try schema.change(
      """
      INSERT INTO interactions (user_id, movie_id, kind, created_at)
      SELECT \(user.id), 0, 'view', '2026-01-01' FROM seq_1_to_10000
      """)
    for _ in 0..<3 { try record([0, -5, 0]) }
    func totals() throws -> [Int] {
      try [nil, .recommend, .view].map {
        try interactions.history(of: user.id, HistoryQuery(kind: $0, limit: 1)).total
      }
    }
    #expect(try totals() == [10_009, 9, 10_000] && schema.count("interaction_counts") == 1)
    try record([0])
    #expect(try totals() == [10_010, 10, 10_000])
    // One that is newer than the stored count, and one that is included in it.
    let recommended = try interactions.history(of: user.id, HistoryQuery(kind: .recommend)).interactions
    for event in [recommended[0], recommended[5]] { #expect(try interactions.delete(event.id, of: user.id)) }
    #expect(try totals() == [10_008, 8, 10_000])
    // The two oldest lists are trimmed, among them the one that lacks an interaction: 8 + 2 - 3 - 2.
    let trimming = Recommendations(connection) { _ in 0 }
    var random = SystemRandomNumberGenerator()
    let last = RecordedRecommendation(
      id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .context, movies: [0, 0],
      createdAt: Timestamp(seconds: 9))
    #expect(try trimming.record(last, for: user.id, RecordingLimits(perMinute: 1_000, kept: 3)))
    #expect(try totals() == [10_005, 5, 10_000])
    try schema.change("DELETE FROM interaction_counts")
    #expect(try totals() == [10_005, 5, 10_000])
  }

  @Test func `statistics count each movie of a list as recommended but never as watched`() throws {
    try record([0, -5, 0])
    try save(.recommend, 0)
    try save(.view, 0)
    let middle = try history(.recommend)[2]
    #expect(middle.movie == -5)
    #expect(try interactions.delete(middle.id, of: user.id))
    let statistics = StatisticsTables(connection)
    try statistics.count(patience: .zero)
    let counts = try statistics.movieCounts()
    #expect(counts.map(\.movie) == [0] && counts.map(\.interactions) == [KindCounts(views: 1)])
    #expect(try counts.map(\.users) == [1] && statistics.state().recommends == 3)
  }

  @Test func `pruning removes old recommendations together with their lists`() throws {
    for seconds in [10, 20, 30] as [Int64] { try record([0, -5], at: seconds) }
    let oldest = try #require(try history(.recommend).last)
    #expect(try interactions.delete(oldest.id, of: user.id))
    let removed = try Pruning(connection).removeRecommendations(before: Timestamp(seconds: 25))
    #expect(removed == (3, 2))
    #expect(try history().count == 2)
    #expect(try recommendations.recorded(for: user.id, limit: 9, before: nil).recommendations.count == 1)
  }

  @Test func `concurrent deletions from one list all take effect`() async throws {
    try record([MovieID](repeating: 0, count: 24))
    let ids = try history(.recommend).map(\.id)
    let meeting = Meeting(of: 6)
    let (address, user) = (schema.address, user.id)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<6 {
        group.addTask {
          try await onThread {
            let interactions = Interactions(Connection(address))
            meeting.join()
            for id in ids[(number * 3)..<(number * 3 + 6)] { _ = try interactions.delete(id, of: user) }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try history(.recommend).map(\.id) == Array(ids[21...]))
  }
}
