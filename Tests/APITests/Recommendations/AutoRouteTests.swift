import API
import Domain
import JSON
import Scoring
import Testing

struct AutoRouteTests {
  /// ItemKNN has the better figure with one movie, EASE with three.
  private func site() throws -> Site {
    let (one, three) = (Auto.figure(at: 1), Auto.figure(at: 3))
    return try Site(models: [
      .ease: .available(Site.ease(figures: [(one, 0.2), (three, 0.8)])),
      .itemKNN: .available(Site.itemKNN(figures: [(one, 0.3), (three, 0.3)])), .deepFM: .unusable(reason: "checksum"),
    ])
  }

  private func model(_ site: Site, _ context: String) throws -> JSONValue? {
    try site.send("POST", "/api/recommend", #"{"model":"auto","context":[\#(context)]}"#)["model"]
  }

  @Test func `auto uses the best model for the length of the context and names it`() throws {
    let site = try site()
    #expect(try model(site, "0") == .string("ItemKNN"))
    #expect(try model(site, "0,5") == .string("EASE"))
    // Ids that are not in the catalogue do not count.
    #expect(try model(site, "0,123456") == .string("ItemKNN"))
    #expect(try site.send("GET", "/api/movies/0/similar")["model"] == .string("ItemKNN"))
    #expect(try site.send("GET", "/api/models")["default"] == .string("auto"))
  }

  @Test func `auto blends models that are nearly equally good and names all of them`() throws {
    let one = Auto.figure(at: 1)
    let site = try Site(models: [
      .ease: .available(Site.ease(figures: [(one, 0.3)])), .itemKNN: .available(Site.itemKNN(figures: [(one, 0.301)])),
    ])
    let token = try site.register()
    let answer = try site.send(
      "POST", "/api/recommend", #"{"model":"auto","context":[0],"explain":true}"#, token: token)
    #expect(answer["model"] == .string("ItemKNN+EASE") && answer["recorded"] == .bool(true), "\(answer.text)")
    let recorded = try #require(site.stores.recorded.first?.recommendation)
    #expect(recorded.model == "ItemKNN+EASE" && .string(recorded.modelVersion) == answer["model_version"])
    #expect(recorded.modelVersion.split(separator: "+").count == 2)
  }

  @Test func `the original client can use auto`() throws {
    let answer = try site().send("POST", "/recommend", #"{"model":"auto","context":[0]}"#)
    #expect(answer["result"]?.elements.first?["id"] == .integer(5))
  }

  @Test func `auto uses the only available model, and answers API_ERROR if there is none`() throws {
    let only = try Site(models: [.itemKNN: .available(Site.itemKNN())])
    #expect(try model(only, "0") == .string("ItemKNN"))
    let none = try Site(models: [.ease: .absent])
    #expect(try none.send("POST", "/api/recommend", #"{"model":"auto","context":[0]}"#).error == "API_ERROR")
  }

  @Test func `auto prefers a model that knows the movies to a better one that does not`() throws {
    let one = Auto.figure(at: 1)
    let site = try Site(models: [
      .ease: .available(Site.ease(figures: [(one, 0.9)])),
      .itemKNN: .available(Site.itemKNN(figures: [(one, 0.1)], items: [5, 7, 9])),
    ])
    #expect(try model(site, "9") == .string("ItemKNN"))
    #expect(try model(site, "0") == .string("EASE"))
    #expect(try site.send("GET", "/api/movies/9/similar")["model"] == .string("ItemKNN"))
  }

  @Test func `auto chooses the model for personal recommendations by the length of the history`() throws {
    let site = try site()
    let token = try site.register()
    for (movie, expected) in [(0, "ItemKNN"), (7, "EASE")] {
      _ = try site.send(
        "POST", "/api/interactions", #"{"movie_id":\#(movie),"interaction_type":"select"}"#, token: token)
      #expect(try site.send("GET", "/api/recommendations", token: token)["model"] == .string(expected))
    }
  }
}
