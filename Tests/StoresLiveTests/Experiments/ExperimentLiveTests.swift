import Domain
import MariaDB
import Stores
import Testing

@testable import marquee_ctl

struct ExperimentLiveTests {
  private let schema: LiveSchema
  private let connection: Connection
  private let experiments: Experiments
  private static let now = Timestamp(seconds: 1_795_688_999)

  init() throws {
    schema = try LiveSchema()
    _ = try schema.fill()
    connection = schema.connect()
    experiments = Experiments(connection)
  }

  private func start(_ name: String, _ arms: String = "auto=1,EASE=1") throws {
    try experiments.start(Experiment(name: name, arms: arms), arms: arms, at: Self.now)
  }

  private func stop(_ name: String, _ arm: String? = nil) throws -> ExperimentRecord {
    try experiments.stop(name, keeping: arm, at: Self.now)
  }

  @Test func `one experiment runs at a time, and each name is used once`() throws {
    #expect(try experiments.active() == .none)
    try start("one")
    #expect(try experiments.active().running == Experiment(name: "one", arms: "auto=1,EASE=1"))
    #expect(throws: ExperimentError.running("one")) { try start("two") }
    #expect(try stop("one").stoppedAt == nil)
    #expect(throws: ExperimentError.taken("one")) { try start("one") }
    #expect(try experiments.active() == .none)
    #expect(throws: ExperimentError.unknown("two")) { try stop("two") }
    #expect(throws: ExperimentError.unknown("two")) { try experiments.results(of: "two") }
    #expect(try experiments.all().map(\.experiment.name) == ["one"])
  }

  @Test func `one arm at a time is kept, until it is removed or another one takes its place`() throws {
    func kept() throws -> [String?] { try experiments.all().map(\.kept) }
    try start("one")
    #expect(throws: ExperimentError.noSuchArm("DeepFM", ["auto", "EASE"])) { try stop("one", "DeepFM") }
    #expect(try experiments.active().running != nil)
    _ = try stop("one", "EASE")
    #expect(try experiments.active() == ActiveExperiments(running: nil, kept: Arm("EASE")))
    // An experiment comes before the arm that is kept.
    try start("two")
    #expect(try experiments.active().running?.name == "two")
    _ = try stop("two")
    #expect(try experiments.active() == ActiveExperiments(running: nil, kept: Arm("EASE")))
    _ = try stop("two", "auto")
    #expect(try experiments.active().kept == Arm("auto") && kept().compactMap(\.self) == ["auto"])
    let record = try stop("two")
    #expect(record.kept == "auto" && record.stoppedAt == Self.now)
    #expect(try experiments.active() == .none && kept() == [nil, nil])
  }

  @Test func `an experiment that cannot be read is reported, and none runs`() throws {
    try schema.change(
      """
      INSERT INTO experiments (name, arms, started_at, first_id, is_active) VALUES ('x', 'a', '2026-11-26', 0, TRUE)
      """)
    #expect(throws: StoreError.self) { try experiments.active() }
  }

  /// A user of the simulation, with the probability of picking a movie that is shown.
  private struct Simulated {
    let id: UserID
    let rate: Double
  }

  private static let effect = 0.05

  /// 300 users; those of the second arm pick a movie with a probability that is higher by `effect`. Users differ from
  /// each other. The seed is fixed, so the outcome is always the same.
  private func simulate(_ experiment: Experiment) throws {
    var random = Numbers(state: 7)
    try schema.change("INSERT INTO users (id, created_at) SELECT seq, '2026-01-01' FROM seq_1001_to_1300")
    try schema.change("INSERT INTO movies (id, title) SELECT seq, seq FROM seq_1_to_30")
    let recommendations = Recommendations(connection) { $0 - 1 }
    let interactions = Interactions(connection) { $0 - 1 }
    for id in 1_001...1_300 as ClosedRange<UserID> {
      let arm = experiment.arm(of: id).name
      let user = Simulated(id: id, rate: 0.2 * random.next() + (arm == experiment.arms[1].name ? Self.effect : 0))
      for _ in 0..<1 + Int(random.next() * 3) {
        let first = 1 + MovieID(random.next() * 20)
        let movies = Array(first..<first + 10)
        let list = RecordedRecommendation(
          id: UUID(from: &random), model: arm, modelVersion: "1", source: .history, movies: movies,
          createdAt: Self.now, participation: Participation(experiment: experiment.name, arm: arm))
        _ = try recommendations.record(list, for: user.id, RecordingLimits(perMinute: 100, kept: 100))
        let picked = try movies.filter { _ in random.next() < user.rate }.map { movie in
          try #require(
            NewInteraction(movie: movie, kind: .select, rating: nil, origin: ListPlace(list: list.id, place: nil)))
        }
        if !picked.isEmpty { _ = try interactions.save(picked, of: user.id, at: Self.now) }
      }
    }
  }

  @Test func `a simulated experiment with a true difference is reported with an interval that holds it`() throws {
    // Lists from before do not count.
    let before = RecordedRecommendation(
      id: try #require(UUID(bytes: Array(repeating: 1, count: 16))), model: "auto", modelVersion: "1",
      source: .history, movies: [0], createdAt: Self.now, participation: Participation(experiment: "ab", arm: "auto"))
    let stranger = try schema.addStranger()
    _ = try Recommendations(connection).record(before, for: stranger.id, RecordingLimits(perMinute: 9, kept: 9))
    try start("ab", "auto=50,EASE=50")
    let experiment = try #require(try experiments.active().running)
    try simulate(experiment)
    _ = try stop("ab")

    let (record, arms) = try experiments.results(of: "ab")
    #expect(arms.map(\.arm) == ["auto", "EASE"] && arms.reduce(0) { $0 + $1.users } == 300)
    let lists = try schema.count("interactions WHERE kind = 'recommend' AND user_id > 1000")
    #expect(arms.reduce(0) { $0 + $1.lists } == Int(lists))
    #expect(arms.reduce(0) { $0 + $1.figures.shown } == Int(lists) * 10)
    let picked = try schema.count("interactions WHERE kind = 'select'")
    #expect(arms.reduce(0) { $0 + $1.figures.picked } == Int(picked))
    let difference = try #require(arms[1].difference(to: arms[0], of: .picked))
    #expect(difference.low < Self.effect && Self.effect < difference.high && difference.low > 0, "\(difference)")

    let text = ExperimentReport(record: record, arms: arms).text
    // The README quotes it.
    #expect(text == Self.report)

    // Of 300 users the second arm then should have 30, and has 143.
    try schema.change("UPDATE experiments SET arms = 'auto=90,EASE=10'")
    let (wrong, same) = try experiments.results(of: "ab")
    #expect(ExperimentReport(record: wrong, arms: same).text.contains("other shares of the users"))
  }

  private static let report = """
    ab: started 2026-11-26T10:29:59Z, stopped 2026-11-26T10:29:59Z
    ARM   WEIGHT  USERS  LISTS  SHOWN  OPENED  PICKED                   RATED
    auto  50      157    306    3060   0       299  9.8 % (8.3–11.3)    0
    EASE  50      143    294    2940   0       407  13.8 % (12.2–15.5)  0
    EASE compared with auto, in percentage points:
      opened: too few users to tell; each arm needs 100, of whom 10 have opened a movie
      picked: +4.07 (+1.84 to +6.3): more
      rated: too few users to tell; each arm needs 100, of whom 10 have rated a movie
    """

  /// 400 users, who pick one in ten of the movies that they are shown, and twice as many of those that `better` would
  /// show, which are the second of each block. Half of the places are drawn.
  private func simulateDraws(in experiment: Experiment, blocks: [[MovieID]]) throws {
    var random = Numbers(state: 8)
    try schema.change(
      "INSERT INTO users (id, created_at, age, gender) SELECT seq, '2026-01-01', 30, 'F' FROM seq_1001_to_1400")
    try schema.change("INSERT INTO movies (id, title) SELECT seq, seq FROM seq_1_to_30")
    let recommendations = Recommendations(connection) { $0 - 1 }
    let interactions = Interactions(connection) { $0 - 1 }
    let exploration = Exploration(probability: 0.5, blocks: blocks, context: [29, 30], dislikes: [28])
    for user in 1_001...1_400 as ClosedRange<UserID> {
      let rate = 0.2 * random.next()
      let id = UUID(from: &random)
      let draws = Exploration.draws(from: blocks, with: 0.5, for: id)
      let list = RecordedRecommendation(
        id: id, model: "auto", modelVersion: "1", source: .history, movies: zip(blocks, draws).map { $0[$1] },
        createdAt: Self.now,
        participation: Participation(experiment: experiment.name, arm: experiment.arm(of: user).name),
        exploration: exploration)
      _ = try recommendations.record(list, for: user, RecordingLimits(perMinute: 100, kept: 100))
      let picked = try draws.indices.filter { random.next() < rate * (draws[$0] == 1 ? 2 : 1) }.map { place in
        try #require(
          NewInteraction(
            movie: list.movies[place], kind: .select, rating: nil, origin: ListPlace(list: list.id, place: nil)))
      }
      if !picked.isEmpty { _ = try interactions.save(picked, of: user, at: Self.now) }
    }
  }

  @Test func `what a better choice would have brought is estimated from lists with drawn places`() throws {
    try start("look", "auto+explore:0.5=1,auto+explore:0.5+diversity:0=1")
    let blocks: [[MovieID]] = Exploration.blocks(of: Array(1...5), others: Array(6...25))
    try simulateDraws(in: try #require(try experiments.active().running), blocks: blocks)
    var results = ["without draws", "better", "the same"].map { PolicyResult(policy: $0) }
    var rejected: [String] = []
    func add(_ list: ExploredList) {
      #expect(list.exploration.blocks == blocks && list.exploration.context == [29, 30])
      #expect(list.demographics == Demographics(years: 30, gender: "F") && list.exploration.dislikes == [28])
      for (index, choice) in [0, 1, 0].enumerated() {
        results[index].add(blocks.map { _ in choice }, for: list)
      }
    }
    let record = try experiments.explored(in: "look", rejected: { rejected.append($0) }, add)
    #expect(rejected == [] && results[0].lists == 400 && results[0].userCount == 400)
    let difference = try #require(results[1].difference(to: results[0], of: .picked))
    #expect(difference.low < 0.1 && 0.1 < difference.high && difference.low > 0, "\(difference)")
    let report = PolicyReport(
      record: record, undrawn: results[0], policies: Array(results.dropFirst()), trainedLater: ["better"])
    // The README quotes the lines about the better choice.
    #expect(report.text == Self.policyReport)

    // An impossible list is left out. If the draws were other than recorded, the report says so.
    try schema.change("UPDATE interactions SET blocks = '1 2,3' WHERE user_id = 1001 AND kind = 'recommend'")
    try schema.change("UPDATE interactions SET explored = 0.3 WHERE kind = 'recommend' AND user_id > 1001")
    results = [PolicyResult(policy: "without draws")]
    _ = try experiments.explored(in: "look", rejected: { rejected.append($0) }) { list in
      results[0].add(blocks.map { _ in 0 }, for: list)
    }
    #expect(rejected.count == 1 && rejected[0].contains("blocks") && results[0].lists == 399, "\(rejected)")
    let wrong = PolicyReport(record: record, undrawn: results[0], policies: [], trainedLater: [])
    #expect(wrong.text.contains("not shown as often as recorded"))
    #expect(throws: ExperimentError.unknown("other")) {
      try experiments.explored(in: "other", rejected: { _ in }) { _ in }
    }
  }

  private static let policyReport = """
    look: lists with drawn places: 400, their users: 400
    MODEL          OTHER MOVIES  EFFECTIVE USERS  OPENED   PICKED              RATED
    without draws  0.0 %         343              too few  8.9 % (7.1–10.7)    too few
    better         100.0 %       170              too few  18.7 % (13.7–23.7)  too few
    the same       0.0 %         343              too few  8.9 % (7.1–10.7)    too few
    better was trained after the experiment began, and may have learnt from what it is judged by.
    better compared with the lists without draws, in percentage points:
      opened: too few users to tell; it needs 100, and 10 who have opened a drawn movie of its choice
      picked: +9.78 (+4.46 to +15.1): more
      rated: too few users to tell; it needs 100, and 10 who have rated a drawn movie of its choice
    the same compared with the lists without draws, in percentage points:
      opened: the same movies
      picked: the same movies
      rated: the same movies
    """

  /// Random numbers that are always the same.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return mixedBits(state)
    }

    /// From 0 to below 1.
    mutating func next() -> Double { Double((next() as UInt64) >> 11) / Double(1 << 53) }
  }
}
