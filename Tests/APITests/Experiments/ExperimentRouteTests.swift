import Domain
import JSON
import Scoring
import Testing

@testable import API

/// What users get while an experiment runs.
struct ExperimentRouteTests {
  private let site: Site
  private let token: String
  /// The arm of the first user, who has the token.
  private let arm: String
  private static let arms = "EASE=50,ItemKNN=50"

  init() throws {
    site = try Site(models: [.ease: .available(Site.ease()), .itemKNN: .available(Site.itemKNN())])
    token = try site.register()
    arm = try Experiment(name: "ab", arms: Self.arms).arm(of: 1).name
    try run(Self.arms)
  }

  private func run(_ arms: String, choices: [String: ModelChoice] = [:]) throws {
    let named = Dictionary(uniqueKeysWithValues: ModelName.allCases.map { ($0.rawValue, ModelChoice.named($0)) })
    site.experiments.replace(
      Treatments(
        ActiveExperiments(running: try Experiment(name: "ab", arms: arms), kept: nil),
        choices: named.merging(choices) { $1 }))
  }

  private func recommend(_ more: String = "", model: String = "auto", token: String?) throws -> Site.Answer {
    let context = more.contains("contexts") ? "" : #","context":[0]"#
    return try site.send("POST", "/api/recommend", #"{"model":"\#(model)"\#(context)\#(more)}"#, token: token)
  }

  private func participation(_ arm: String) -> JSONValue { .object(["name": .string("ab"), "arm": .string(arm)]) }

  @Test func `a user's arm answers in place of auto, and stands in the answer and in the record`() throws {
    let answer = try recommend(token: token)
    #expect(answer["model"] == .string(arm) && answer["experiment"] == participation(arm), "\(answer.text)")
    #expect(site.stores.recorded.map(\.recommendation.participation) == [Participation(experiment: "ab", arm: arm)])
    let history = try site.send("GET", "/api/recommendations/history", token: token)
    #expect(history["recommendations"]?.elements.first?["experiment"] == participation(arm))
    _ = try site.send("PUT", "/api/movies/0/rating", #"{"rating":5}"#, token: token)
    let personal = try site.send("GET", "/api/recommendations", token: token)
    #expect(personal["model"] == .string(arm) && personal["experiment"] == participation(arm), "\(personal.text)")
  }

  @Test func `users are in different arms`() throws {
    let answers = try (1...12).map { try recommend(token: site.register("user\($0)")) }
    for model in ["EASE", "ItemKNN"] { #expect(answers.contains { $0["model"] == .string(model) }) }
    for answer in answers { #expect(answer["experiment"]?["arm"] == answer["model"]) }
  }

  @Test func `visitors, clients that name a model, and parties take no part`() throws {
    #expect(try recommend(token: nil)["experiment"] == nil)
    let named = try recommend(model: "EASE", token: token)
    #expect(named["experiment"] == nil && named["model"] == .string("EASE"))
    #expect(try recommend(#","contexts":[[0],[5]]"#, token: token)["experiment"] == nil)
    #expect(try site.send("GET", "/api/recommendations?model=EASE", token: token)["experiment"] == nil)
    #expect(site.stores.recorded.allSatisfy { $0.recommendation.participation == nil })
  }

  @Test func `while the database is away nobody has an arm`() throws {
    site.stores.error = .unavailable("down")
    #expect(try recommend(token: token)["experiment"] == nil)
  }

  @Test func `an arm whose model cannot be used is answered by auto, and the user stays in it`() throws {
    try run("DeepFM=1,NeuralMF=1")
    let answer = try recommend(token: token)
    let expected = try Experiment(name: "ab", arms: "DeepFM=1,NeuralMF=1").arm(of: 1).name
    #expect(answer.status == 200 && answer["experiment"] == participation(expected))
    #expect(answer["model"] != .string(expected))
  }

  @Test func `an arm may pin a version`() throws {
    let old = try Site.ease(rows: [[0, 0.5, 0.25], [0.5, 0, 0.125], [0.25, 0.125, 0]])
    let arms = "EASE@old=1,EASE@older=1"
    try run(arms, choices: ["EASE@old": .pinned(old), "EASE@older": .pinned(old)])
    let answer = try recommend(token: token)
    // The served version puts 7 first.
    #expect(answer["result"]?.elements.map { $0["id"] } == [.integer(5), .integer(7)])
  }

  @Test func `an arm's diversity acts unless the client says how varied the list should be`() throws {
    let rows: [[Float]] = [[0, 0.5, 0.4, 0.3], [0.5, 0, 0, 0], [0.4, 0, 0, 0], [0.3, 0, 0, 0]]
    let movies = [(0, ["Drama"]), (1, ["Crime"]), (2, ["Crime"]), (3, ["War"])].map { id, genres in
      Movie(id: id, title: "\(id)", genres: genres, date: nil)
    }
    let site = try Site(
      catalogue: Catalogue(movies: movies, version: 1),
      models: [.ease: .available(Site.ease(items: [0, 1, 2, 3], rows: rows))])
    let token = try site.register()
    let arms = "EASE+diversity:0.6=1,EASE+diversity:0.7=1"
    let experiment = try Experiment(name: "ab", arms: arms)
    site.experiments.replace(
      Treatments(
        ActiveExperiments(running: experiment, kept: nil),
        choices: Dictionary(uniqueKeysWithValues: experiment.arms.map { ($0.name, .named(.ease)) })))
    func ids(_ more: String, _ model: String = "auto") throws -> [JSONValue?] {
      let body = #"{"model":"\#(model)","context":[0]\#(more)}"#
      return try site.send("POST", "/api/recommend", body, token: token)["result"]?.elements.map { $0["id"] } ?? []
    }
    #expect(try ids("", "EASE") == [1, 2, 3].map { .integer($0) })
    #expect(try ids("") == [1, 3, 2].map { .integer($0) })
    #expect(try ids(#","diversity":0"#) == [1, 2, 3].map { .integer($0) })
  }

  /// Seven movies; the best for a user who likes the first are 1, 2, 3, 4, 5 and 6, in this order.
  private static func explored(_ arm: String, hidden: Set<MovieID> = []) throws -> (site: Site, token: String) {
    let items = Array(0...6 as ClosedRange<MovieID>)
    let rows = items.map { row in items.map { Float(row == 0 && $0 > 0 ? 7 - $0 : 0) / 8 } }
    let movies = items.map { Movie(id: $0, title: "\($0)", genres: [$0 == 4 ? "War" : "Crime"], date: nil) }
    let site = try Site(
      catalogue: Catalogue(movies: movies, hidden: hidden, version: 1),
      models: [.ease: .available(Site.ease(items: items, rows: rows))])
    let token = try site.register()
    let experiment = try Experiment(name: "ab", arms: "\(arm)=1,\(arm)+diversity:0=1")
    site.experiments.replace(
      Treatments(
        ActiveExperiments(running: experiment, kept: nil),
        choices: Dictionary(uniqueKeysWithValues: experiment.arms.map { ($0.name, .named(.ease)) })))
    return (site, token)
  }

  @Test func `an arm that explores draws places, says so, and records with which probabilities`() throws {
    let (site, token) = try Self.explored("EASE+explore:0.5")
    var (drawn, own) = (0, 0)
    for _ in 0..<64 {
      site.stores.recorded = []
      let answer = try site.send(
        "POST", "/api/recommend", #"{"model":"auto","context":[0],"top_k":2,"explain":true}"#, token: token)
      let recorded = try #require(site.stores.recorded.last?.recommendation)
      let blocks: [[MovieID]] = [[1, 3, 5], [2, 4, 6]]
      #expect(recorded.exploration == Exploration(probability: 0.5, blocks: blocks, context: [0], dislikes: []))
      let result = answer["result"]?.elements ?? []
      #expect(result.map { $0["id"]?.wholeNumber } == recorded.movies.map { $0 } && result.count == 2)
      for (place, movie) in result.enumerated() {
        let isOwn = movie["id"] == .integer(blocks[place][0])
        #expect(
          movie["drawn"] == (isOwn ? nil : .bool(true)) && movie["because"]?.elements.count == 1, "\(answer.text)")
        if isOwn { own += 1 } else { drawn += 1 }
      }
      #expect(
        Exploration.draws(from: blocks, with: 0.5, for: recorded.id).enumerated().map { blocks[$0][$1] }
          == recorded.movies)
    }
    // None of either has a probability of 2 to the power of -127.
    #expect(drawn > 0 && own > 0)
    _ = try site.send("PUT", "/api/movies/0/rating", #"{"rating":5}"#, token: token)
    _ = try site.send("GET", "/api/recommendations?top_k=2", token: token)
    #expect(site.stores.recorded.last?.recommendation.exploration?.blocks == [[1, 3, 5], [2, 4, 6]])
    let history = try site.send("GET", "/api/recommendations/history", token: token)
    let newest = history["recommendations"]?.elements.first?["result"]?.elements ?? []
    let places = site.stores.recorded.last?.recommendation.drawn ?? []
    #expect(newest.enumerated().allSatisfy { ($1["drawn"] == .bool(true)) == places.contains($0) })
  }

  @Test func `what must not be recommended is not drawn either`() throws {
    let (site, token) = try Self.explored("EASE+explore:0.5", hidden: [3])
    _ = try site.send("PUT", "/api/movies/5/dismissal", #"{"reason":"seen"}"#, token: token)
    let options = #""exclude":[1],"exclude_genres":["War"],"dislikes":[6]"#
    _ = try site.send("POST", "/api/recommend", #"{"model":"auto","context":[0],"top_k":1,\#(options)}"#, token: token)
    #expect(
      site.stores.recorded.last?.recommendation.exploration
        == Exploration(probability: 0.5, blocks: [[2]], context: [0], dislikes: [6]))
  }

  @Test func `nobody else's list is drawn`() throws {
    let (site, token) = try Self.explored("EASE+explore:0.5")
    func expectOwn(_ body: String, token: String?) throws {
      for _ in 0..<32 {
        site.stores.recorded = []
        let answer = try site.send("POST", "/api/recommend", body, token: token)
        #expect(answer.status == 200 && !answer.text.contains("drawn"), "\(answer.text)")
        #expect(site.stores.recorded.allSatisfy { $0.recommendation.exploration == nil })
      }
    }
    try expectOwn(#"{"model":"auto","context":[0]}"#, token: nil)
    try expectOwn(#"{"model":"EASE","context":[0],"top_k":2}"#, token: token)
    try expectOwn(#"{"model":"auto","contexts":[[0],[1]],"top_k":2}"#, token: token)
    // An arm that is kept belongs to no experiment.
    site.experiments.replace(
      Treatments(
        ActiveExperiments(running: nil, kept: try Arm("EASE+explore:0.5")),
        choices: ["EASE+explore:0.5": .named(.ease)]))
    try expectOwn(#"{"model":"auto","context":[0],"top_k":2}"#, token: token)
  }

  @Test func `a policy takes the movie of each block that its model ranks best`() throws {
    let (site, _) = try Self.explored("EASE+explore:0.5")
    let exploration = Exploration(
      probability: 0.5, blocks: [[3, 1, 5], [2, 4, 9], [8, 9]], context: [0], dislikes: [])
    func choices(_ arm: String) throws -> [Int]? {
      var workspace = ScoringWorkspace()
      let policy = Policy(try Arm(arm), site.models.current, ModelDirectory("/nonexistent"))
      return policy?.choices(for: exploration, of: .unknown, &workspace)
    }
    // It does not know the movies of the last.
    #expect(try choices("EASE") == [1, 0, 0])
    #expect(try choices("auto") == [1, 0, 0])
    #expect(try choices("DeepFM") == nil && choices("EASE@1") == nil && choices("Magic") == nil)
    #expect(
      Policy(try Arm("EASE"), site.models.current, ModelDirectory("/"))?.trainedAt == Timestamp(microseconds: 1_000_000)
    )
  }

  @Test func `rows of the home page that a model makes are made by the arm`() throws {
    site.statistics.replace(.of([(0, 9), (5, 8), (7, 7)]))
    _ = try site.send("PUT", "/api/movies/0/rating", #"{"rating":5}"#, token: token)
    let page = try site.send("GET", "/api/home?top_k=1", token: token)
    #expect(page["experiment"] == participation(arm), "\(page.text)")
    let recorded = site.stores.recorded.map(\.recommendation)
    #expect(recorded.contains { $0.source == .history } && recorded.contains { $0.source != .history })
    for list in recorded {
      #expect(
        (list.participation?.arm == arm) == (list.source == .history) && (list.source != .history || list.model == arm))
    }
  }

  @Test func `an arm that is kept answers all users, and is no experiment`() throws {
    site.experiments.replace(
      Treatments(
        ActiveExperiments(running: nil, kept: try Arm("ItemKNN")), choices: ["ItemKNN": .named(.itemKNN)]))
    let answer = try recommend(token: token)
    #expect(answer["model"] == .string("ItemKNN") && answer["experiment"] == nil)
    #expect(site.stores.recorded.last?.recommendation.participation == nil)
    #expect(try recommend(token: nil)["model"] != .string("ItemKNN"))
  }
}
