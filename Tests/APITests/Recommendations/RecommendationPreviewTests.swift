import Domain
import JSON
import Scoring
import Testing

@testable import API

/// An operator's view must be what the user gets.
struct RecommendationPreviewTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site(models: [
      .ease: .available(Site.ease()), .itemKNN: .available(Site.itemKNN()), .deepFM: .unusable(reason: "checksum"),
    ])
    token = try site.register()
    site.statistics.replace(Statistics.of([(5, 4), (7, 6), (9, 2)]))
  }

  private func preview(_ model: String? = nil) throws -> RecommendationPreview {
    let user = try #require(try site.stores.user(id: 1))
    return try RecommendationPreview(
      for: user, try site.stores.taste(of: 1), model: model, count: 10, site.models.current, site.experiments.current,
      site.catalogue.current, site.statistics.current)
  }

  private func expectSame(_ preview: RecommendationPreview, _ query: String = "") throws {
    let answer = try site.send("GET", "/api/recommendations?explain=true\(query)", token: token)
    let movies = answer["result"]?.elements ?? []
    #expect(answer["model"] == .string(preview.model) && answer["model_version"] == .string(preview.version))
    #expect(answer["source"] == .string(preview.source.rawValue))
    #expect(movies.map { $0["id"]?.wholeNumber } == preview.movies.map { $0.id })
    #expect(movies.map { $0["title"] } == preview.movies.map { .string($0.title) })
    for (movie, shown) in zip(movies, preview.movies) {
      let reasons = movie["because"]?.elements ?? []
      #expect(reasons.map { $0["title"] } == shown.reasons.map { .string($0.title) })
    }
  }

  @Test func `a preview is what the user gets, by popularity and from the history`() throws {
    try expectSame(preview())
    #expect(try preview().source == .popular && preview().movies.map(\.id) == [7, 5, 9])
    for (movie, rating) in [(0, 5.0), (5, 1)] {
      let body = "{\"movie_id\":\(movie),\"interaction_type\":\"rate\",\"rating\":\(rating)}"
      #expect(try site.send("POST", "/api/interactions", body, token: token).status == 201)
    }
    for model in [nil, "EASE", "auto"] {
      let preview = try preview(model)
      #expect(preview.source == .history && preview.context == 1 && !preview.movies.isEmpty)
      #expect(preview.movies.allSatisfy { ![0, 5].contains($0.id) && !$0.reasons.isEmpty })
      try expectSame(preview, model.map { "&model=\($0)" } ?? "")
    }
    let best = try #require(try preview().movies.first)
    let body = #"{"reason":"seen"}"#
    #expect(try site.send("PUT", "/api/movies/\(best.id)/dismissal", body, token: token).status == 201)
    #expect(try preview().movies.allSatisfy { $0.id != best.id })
    try expectSame(preview())
  }

  @Test func `a preview is for the user's arm of an experiment, unless the model is named`() throws {
    let body = #"{"movie_id":0,"interaction_type":"rate","rating":5}"#
    #expect(try site.send("POST", "/api/interactions", body, token: token).status == 201)
    let plain = try preview()
    // Whichever arm the user is in.
    let experiment = try Experiment(name: "ab", arms: "ItemKNN=50,ItemKNN+diversity:0=50")
    let choices = Dictionary(uniqueKeysWithValues: experiment.arms.map { ($0.name, ModelChoice.named(.itemKNN)) })
    site.experiments.replace(Treatments(ActiveExperiments(running: experiment, kept: nil), choices: choices))
    let varied = try preview()
    #expect(varied.participation == Participation(experiment: "ab", arm: experiment.arm(of: 1).name))
    #expect(varied.model == "ItemKNN" && plain.model != "ItemKNN")
    try expectSame(varied)
    let named = try preview("EASE")
    #expect(named.participation == nil && named.model == "EASE")
    try expectSame(named, "&model=EASE")
  }

  @Test func `a model that cannot answer is an error in words`() throws {
    let unknown = #expect(throws: RecommendationPreview.NoModel.self) { try preview("Best") }
    #expect(unknown?.description == "There is no such model.")
    let missing = #expect(throws: RecommendationPreview.NoModel.self) { try preview("NeuralMF") }
    #expect(missing?.description == "NeuralMF has not been trained yet.")
    let faulty = #expect(throws: RecommendationPreview.NoModel.self) { try preview("DeepFM") }
    #expect(faulty?.description == "DeepFM cannot be used at the moment.")
  }
}
