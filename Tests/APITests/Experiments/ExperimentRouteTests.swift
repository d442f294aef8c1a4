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
