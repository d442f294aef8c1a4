import API
import Domain
import JSON
import ModelFile
import Scoring
import Testing

/// What models get to know of whom a request is from.
struct DemographicsTests {
  private let site: Site

  init() throws { site = try Site(models: [.deepFM: .available(Self.model())]) }

  /// A person is one number: that of people of 25 to 34 is 2 more than 0, of women 0.5 more, and of men 0.5 less, of
  /// all of which √(5/6) counts beside one film. For film 7 it is the score, for film 5 its negative.
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

  /// - Parameter facts: members of the body of a registration, each after a comma.
  private func register(_ facts: String) throws -> String {
    let answer = try site.send(
      "POST", "/api/auth/register",
      #"{"username":"mara","email":"mara@example.org","password":"correct horse"\#(facts)}"#)
    return try site.tokens(in: answer).access
  }

  /// The person's number, as far as the answer tells.
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
  func `a signed-in user is recommended films by their own age and gender`(
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

  @Test func `nobody else is`() throws {
    let token = try register(#","age":30,"gender":"F""#)
    #expect(try number(recommend("auto", token: nil)) == 0)
    let legacy = try site.send("POST", "/recommend", #"{"model":"DeepFM","context":[0]}"#)
    #expect(legacy["result"]?.elements.map { $0["id"] } == [.integer(5), .integer(7)])
    // Whose token it is cannot be asked.
    site.stores.error = .unavailable("down")
    let answer = try recommend("auto", token: token)
    #expect(answer["recorded"] == .bool(false) && number(answer) == 0)
  }

  @Test func `what a user forgets of themselves acts no more`() throws {
    let token = try register(#","age":30,"gender":"F""#)
    #expect(try number(recommend("DeepFM", token: token)) == 2.5)
    #expect(try site.send("PATCH", "/api/auth/user", #"{"age":null}"#, token: token).status == 200)
    #expect(try number(recommend("DeepFM", token: token)) == 0.5)
    #expect(try site.send("PATCH", "/api/auth/user", #"{"gender":null}"#, token: token).status == 200)
    #expect(try number(recommend("DeepFM", token: token)) == 0)
  }
}
