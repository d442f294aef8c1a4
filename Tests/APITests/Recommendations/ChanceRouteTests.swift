import API
import Domain
import Foundation
import HTTP
import JSON
import Scoring
import Testing

/// `chance` in the answers of recommendations.
struct ChanceRouteTests {
  /// Each table of weights has another constant: ratings 0.1, likes 0.2, and without scores 0.3 and 0.4. A rating known
  /// as liked counts, and so does the item.
  private static let chance = Chance(
    share: 0.5, items: [0, -1, 1],
    weights: (0..<16).map { place in
      let isOfRatings = place / 4 == 0 || place / 4 == 2
      return Chance.Weights(Float(place / 4 + 1) / 10, 1, isOfRatings ? 1 : 0, place < 8 ? 0.5 : 0)
    })
  private let site: Site

  init() throws {
    site = try Site(models: [.ease: .available(Site.ease(chance: Self.chance))])
    site.statistics.replace(Statistics.of([(5, 4), (9, 6)]))
  }

  private func chances(_ answer: Site.Answer) -> [Double?] {
    #expect(answer.status == 200, "\(answer.text)")
    return answer["result"]?.elements.map { movie in
      if case .real(let chance)? = movie["chance"] { chance } else { nil }
    } ?? []
  }

  private func expect(_ answer: Site.Answer, _ logits: [Double], _ line: SourceLocation = #_sourceLocation) {
    let expected = logits.map { 1 / (1 + exp(-$0)) }
    let found = chances(answer)
    #expect(
      found.count == expected.count && zip(found, expected).allSatisfy { abs(($0 ?? 9) - $1) < 1e-5 },
      "\(found) in place of \(expected)", sourceLocation: line)
  }

  /// The scores of all movies for a context of 0 are 0, 0.25 and 0.5: 7 lies √1.5 deviations above the mean, 5 on it.
  private let above = 0.5 * 1.5.squareRoot()

  @Test func `each movie has its chance, for likes alone or for likes and dislikes`() throws {
    expect(try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#), [0.2 + 1 + above, 0.2 - 1])
    expect(
      try site.send("POST", "/api/recommend", #"{"model":"auto","context":[0],"dislikes":null}"#),
      [0.2 + 1 + above, 0.2 - 1])
    // One rating of one is liked: (1 + 2) to (0 + 2).
    expect(
      try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"dislikes":[]}"#),
      [0.1 + 1 + log(1.5) + above, 0.1 - 1 + log(1.5)])
    // One of two: 9 is unknown to the model, and -1 to the catalogue.
    expect(
      try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"dislikes":[9,9,-1]}"#),
      [0.1 + 1 + above, 0.1 - 1])
  }

  @Test func `popular movies have chances without a score`() throws {
    expect(try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[9]}"#), [0.4 - 1])
    expect(try site.send("GET", "/api/recommendations", token: site.register()), [0.4, 0.4 - 1])
  }

  @Test func `personal chances count all ratings of the user, from four stars on as liked`() throws {
    let token = try site.register()
    func rate(_ movie: MovieID, _ rating: Int) throws {
      let body = #"{"movie_id":\#(movie),"interaction_type":"rate","rating":\#(rating)}"#
      #expect(try site.send("POST", "/api/interactions", body, token: token).status == 201)
    }
    let pick = #"{"movie_id":0,"interaction_type":"select"}"#
    #expect(try site.send("POST", "/api/interactions", pick, token: token).status == 201)
    expect(try site.send("GET", "/api/recommendations", token: token), [0.2 + 1 + above, 0.2 - 1])
    try rate(0, 4)
    expect(
      try site.send("GET", "/api/recommendations", token: token), [0.1 + 1 + log(1.5) + above, 0.1 - 1 + log(1.5)])
    // Three stars are neither a like nor a dislike, but a rating.
    try rate(9, 3)
    expect(try site.send("GET", "/api/recommendations", token: token), [0.1 + 1 + above, 0.1 - 1])
  }

  @Test func `there is no chance for a party, in the original answer, or without ratings in the training`() throws {
    #expect(
      chances(try site.send("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[5]]}"#)) == [nil])
    #expect(
      chances(try site.send("POST", "/api/recommend", #"{"model":"EASE","contexts":[[9],[9]]}"#)) == [nil])
    let legacy = try site.send("POST", "/recommend", #"{"model":"EASE","context":[0]}"#)
    #expect(!legacy.text.contains("chance"))
    let plain = try Site().send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#)
    #expect(!plain.text.contains("chance"))
  }
}
