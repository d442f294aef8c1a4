import Domain
import MariaDB
import Stores
import Testing

struct FiguresLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let recommendations: Recommendations
  private let interactions: Interactions
  private let figures: FiguresTables
  private static let today = Timestamp(seconds: 1_795_688_999)
  private static let yesterday = today - .seconds(86_400)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    recommendations = Recommendations(connection)
    interactions = Interactions(connection)
    figures = FiguresTables(schema.connect(), lag: .zero)
  }

  private func list(
    _ movies: [MovieID], by model: String = "EASE", for user: User? = nil, at time: Timestamp = today
  ) throws -> UUID {
    var random = SystemRandomNumberGenerator()
    let list = RecordedRecommendation(
      id: UUID(from: &random), model: model, modelVersion: "1", source: .history, movies: movies, createdAt: time,
      surface: .recommendations)
    #expect(
      try recommendations.record(list, for: (user ?? self.user).id, RecordingLimits(perMinute: 100, kept: 100)))
    return list.id
  }

  private func react(_ kind: InteractionKind, _ movie: MovieID, _ list: UUID?, _ user: User? = nil) throws {
    let new = try #require(
      NewInteraction(
        movie: movie, kind: kind, rating: kind == .rate ? Rating(halfStars: 8) : nil,
        origin: list.map { ListPlace(list: $0, place: nil) }))
    _ = try interactions.save([new], of: (user ?? self.user).id, at: Self.today)
  }

  private func count() throws { #expect(try figures.countHistories(within: .seconds(60))) }

  private func rows() throws -> [String: Figures] {
    let rows = try figures.figures(from: Self.yesterday.date, to: Self.today.date)
    return Dictionary(rows.map { ("\($0.day.iso) \($0.recommender.model) \($0.place)", $0.figures) }) { left, _ in left
    }
  }

  @Test func `what followed from a list is counted once, at its place and on the day of the list`() throws {
    let stranger = try schema.addStranger()
    let old = try list([0, -5], at: Self.yesterday)
    let new = try list([-5, 0])
    let other = try list([0], by: "popular", for: stranger)
    try react(.view, -5, old)
    try react(.view, -5, old)
    try react(.view, -5, new)
    try react(.view, -5, nil)
    try count()
    // Counting goes on where it stopped: what is known is not counted again, and repeats are still recognised.
    try react(.view, -5, new)
    try react(.select, 0, new)
    try react(.rate, 0, new)
    try react(.rate, 0, other, stranger)
    try count()
    try count()
    #expect(
      try rows() == [
        "2026-11-25 EASE 0": Figures(shown: 1), "2026-11-25 EASE 1": Figures(shown: 1, opened: 1),
        "2026-11-26 EASE 0": Figures(shown: 1, opened: 1),
        "2026-11-26 EASE 1": Figures(shown: 1, picked: 1, rated: 1),
        "2026-11-26 popular 0": Figures(shown: 1, rated: 1),
      ])
    let exposure = try figures.exposure(from: Self.today.date, to: Self.today.date)
    #expect(exposure.movies.map(\.id) == [0, -5] && exposure.movies.map(\.shown) == [2, 1])
  }

  @Test func `an interaction whose list is gone does not count`() throws {
    let gone = try list([0])
    try react(.view, 0, gone)
    try schema.change("DELETE FROM interactions WHERE kind = 'recommend'")
    try count()
    #expect(try rows() == [:])
  }

  @Test func `only ids that no transaction can still precede are counted`() throws {
    _ = try list([0])
    let cautious = FiguresTables(schema.connect())
    #expect(try cautious.countHistories(within: .seconds(60)))
    try schema.change("UPDATE figures_progress SET seen_at = seen_at - INTERVAL 60 SECOND")
    // This notes the highest id; its rows count a minute later.
    #expect(try cautious.countHistories(within: .seconds(60)))
    _ = try list([0, -5])
    #expect(try rows() == [:])
    try schema.change("UPDATE figures_progress SET seen_at = seen_at - INTERVAL 60 SECOND")
    #expect(try cautious.countHistories(within: .seconds(60)))
    #expect(try rows() == ["2026-11-26 EASE 0": Figures(shown: 1)])
    // A clock that was set back does not stop the count.
    try schema.change("UPDATE figures_progress SET seen_at = seen_at + INTERVAL 1 DAY")
    #expect(try cautious.countHistories(within: .seconds(60)))
    #expect(try rows()["2026-11-26 EASE 1"] == Figures(shown: 1))
  }

  @Test func `while one worker counts, another does nothing`() throws {
    _ = try list([0])
    try connection.transaction { () throws(MariaDBError) in
      _ = try connection.rows("SELECT id FROM figures_progress FOR UPDATE") { try $0.integer(0) }
      #expect((try? figures.countHistories(within: .seconds(60))) == true)
    }
    #expect(try rows() == [:])
    try count()
    #expect(try rows().count == 1)
  }

  @Test func `a long history is counted in several blocks, and old lists too`() throws {
    try schema.change(
      """
      INSERT INTO interactions (id, user_id, kind, created_at, public_id, model, model_version, source, movies, films)
      SELECT CAST(seq AS SIGNED) - 5000, \(user.id), 'recommend', '2026-11-26', REPEAT('a', 16), 'EASE', '1', 'context',
        '0 -5', 2
      FROM seq_1_to_25000
      """)
    // As the migration does for a history that is there already.
    try schema.change("UPDATE figures_progress SET counted_up_to = -5000, seen_up_to = -5000")
    #expect(try !figures.countHistories(within: .zero))
    try count()
    #expect(
      try rows() == [
        "2026-11-26 EASE 0": Figures(shown: 25_000), "2026-11-26 EASE 1": Figures(shown: 25_000),
      ])
  }

  @Test func `lists without an identity are added up`() throws {
    let ease = Recommender(model: "EASE", version: "1", source: .context)
    for movies in [[0, -5], [0]] as [[MovieID]] {
      var counts = ShownCounts()
      counts.add(movies, by: ease, on: Self.today.date)
      counts.add([0], by: ease, on: Self.yesterday.date)
      try figures.add(counts)
    }
    _ = try list([-5])
    try count()
    #expect(
      try rows() == [
        "2026-11-25 EASE 0": Figures(anonymous: 2), "2026-11-26 EASE 1": Figures(anonymous: 1),
        // From a context, and from a history.
        "2026-11-26 EASE 0": Figures(anonymous: 2),
      ])
    #expect(try figures.figures(from: Self.today.date, to: Self.today.date).map(\.figures.shown) == [0, 0, 1])
    let exposure = try figures.exposure(from: Self.yesterday.date, to: Self.today.date)
    #expect(exposure.movies.map(\.id) == [0, -5])
    #expect(exposure.movies.map(\.anonymous) == [4, 1] && exposure.movies.map(\.shown) == [0, 1])
    try schema.change("UPDATE movies SET hidden_at = '2026-11-26' WHERE id = 0")
    #expect(try figures.exposure(from: Self.today.date, to: Self.today.date).movies.map(\.id) == [-5])
  }

  @Test func `figures older than two years are removed`() throws {
    try schema.change(
      """
      INSERT INTO recommendation_figures (day, model, model_version, source, place)
      SELECT UTC_DATE() - INTERVAL seq DAY, 'EASE', '1', 'context', 0 FROM seq_700_to_2700
      """)
    try schema.change(
      "INSERT INTO movie_exposures (day, movie_id) SELECT UTC_DATE() - INTERVAL seq DAY, 0 FROM seq_700_to_2700")
    _ = try Retention(schema.connect()).removeExpired(at: .now())
    #expect(try schema.count("recommendation_figures") == 61)
    #expect(try schema.count("movie_exposures") == 61)
  }
}
