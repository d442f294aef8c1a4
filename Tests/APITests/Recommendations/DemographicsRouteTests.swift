import API
import Domain
import JSON
import ModelFile
import Scoring
import Testing

/// The age and gender that a model receives with a request.
struct DemographicsRouteTests {
  private let site: Site

  init() throws { site = try Site(models: [.deepFM: .available(Self.model())]) }

  /// The user embedding is one number: 0, plus 2 for ages from 25 to 34, plus 0.5 for women, minus 0.5 for men. With
  /// one movie in the history, age and gender are weighted by √(5/6). The score of movie 7 is this number, that of
  /// movie 5 its negative.
  private static func model() throws -> Model {
    let shape = NeuralShape(
      width: 1, factors: 0..<1, perceptron: 0..<1, firstUnits: 1, secondUnits: 1, activation: .identity)
    let contents = ModelFileContents(
      model: "DeepFM", trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [], figures: [], items: [0, 5, 7],
      sections: shape.sections(
        contextEmbedding: [0, 0, 0], itemEmbedding: [0, -1, 1], itemBias: [0, 0, 0], firstItemInputs: [0, 0, 0],
        firstUserWeights: [0], secondWeights: [0], secondBias: [0], outputWeights: [0],
        demographics: (ages: [0, 0, 2, 0, 0, 0, 0], genders: [0.5, -0.5])))
    return try Model(ModelFile.decode(contents.encoded()), as: .deepFM)
  }

  /// - Parameter facts: Further members of the registration's body, each preceded by a comma.
  private func register(_ facts: String) throws -> String {
    let answer = try site.send(
      "POST", "/api/auth/register",
      #"{"username":"mara","email":"mara@example.org","password":"correct horse"\#(facts)}"#)
    return try site.tokens(in: answer).access
  }

  /// The user embedding before weighting, derived from the score of movie 7.
  private func number(_ answer: Site.Answer) -> Double? {
    let score = answer["result"]?.elements.first { $0["id"] == .integer(7) }?["score"]
    guard case .real(let value)? = score else { return nil }
    return (value / (5.0 / 6).squareRoot() * 1e4).rounded() / 1e4
  }

  private func recommend(_ model: String, token: String?) throws -> Site.Answer {
    try site.send("POST", "/api/recommend", #"{"model":"\#(model)","context":[0]}"#, token: token)
  }

  @Test(
    arguments: [
      (#","age":30,"gender":"F""#, 2.5), (#","age":30"#, 2), (#","gender":"male""#, -0.5), (#","age":40"#, 0),
      (#","gender":"none of yours""#, 0), ("", 0),
    ], ["DeepFM", "auto"])
  func `recommendations for a logged-in user depend on their age and gender`(
    user: (facts: String, number: Double), model: String
  ) throws {
    let token = try register(user.facts)
    #expect(try number(recommend(model, token: token)) == user.number)
    let picked = try site.send(
      "POST", "/api/interactions", #"{"movie_id":0,"interaction_type":"select"}"#, token: token)
    #expect(picked.status == 201)
    let personal = try site.send("GET", "/api/recommendations?model=\(model)", token: token)
    #expect(personal["source"] == .string("history") && number(personal) == user.number)
  }

  @Test func `recommendations for an unknown user do not depend on age and gender`() throws {
    let token = try register(#","age":30,"gender":"F""#)
    #expect(try number(recommend("auto", token: nil)) == 0)
    let legacy = try site.send("POST", "/recommend", #"{"model":"DeepFM","context":[0]}"#)
    #expect(legacy["result"]?.elements.map { $0["id"] } == [.integer(5), .integer(7)])
    // The user of the token cannot be read.
    site.stores.error = .unavailable("down")
    let answer = try recommend("auto", token: token)
    #expect(answer["recorded"] == .bool(false) && number(answer) == 0)
  }

  @Test func `a cleared age or gender no longer affects recommendations`() throws {
    let token = try register(#","age":30,"gender":"F""#)
    #expect(try number(recommend("DeepFM", token: token)) == 2.5)
    #expect(try site.send("PATCH", "/api/auth/user", #"{"age":null}"#, token: token).status == 200)
    #expect(try number(recommend("DeepFM", token: token)) == 0.5)
    #expect(try site.send("PATCH", "/api/auth/user", #"{"gender":null}"#, token: token).status == 200)
    #expect(try number(recommend("DeepFM", token: token)) == 0)
  }
}
