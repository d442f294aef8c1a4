import Domain
import JSON
import Testing

/// Interactions that name the recommendation that led to them.
struct OriginTests {
  private let site: Site
  private let token: String
  /// Has the movies 7 and 5, in this order.
  private let list: String

  init() throws {
    site = try Site()
    token = try site.register()
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#, token: token)
    guard case .string(let id)? = answer["recommendation_id"] else { throw StoreError.failed(answer.text) }
    list = id
  }

  private func save(_ movie: Int, _ more: String) throws -> Site.Answer {
    try site.send("POST", "/api/interactions", #"{"movie_id":\#(movie),\#(more)}"#, token: token)
  }

  private func origins() -> [ListPlace] {
    site.stores.saved.filter { $0.kind != .recommend }.compactMap { site.stores.origins[$0.id] }
  }

  @Test func `an interaction is stored with the list and the place that it followed from`() throws {
    #expect(try save(5, #""recommendation_id":"\#(list)""#).status == 201)
    #expect(try save(7, #""recommendation_id":"\#(list)","place":0,"interaction_type":"select""#).status == 201)
    #expect(origins().map(\.place) == [1, 0] && origins().allSatisfy { $0.list.description == list })
    let export = try site.send("POST", "/api/auth/export", #"{"password":"correct horse"}"#, token: token)
    let exported = export["interactions"]?.elements.map { ($0["recommendation_id"], $0["place"]) } ?? []
    #expect(exported.map(\.0) == Array(repeating: .string(list), count: 4))
    #expect(exported.map(\.1) == [.integer(0), .integer(1), .integer(1), .integer(0)])
  }

  @Test(arguments: [
    (0, #""recommendation_id":"LIST""#), (7, #""recommendation_id":"LIST","place":1"#),
    (7, #""recommendation_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e""#), (7, #""recommendation_id":"x""#),
    (7, #""recommendation_id":"LIST","place":100"#), (7, #""recommendation_id":"LIST","place":-1"#),
    (7, #""recommendation_id":"LIST","interaction_type":"recommend""#),
  ])
  func `an interaction that did not follow from the list is refused`(movie: Int, fields: String) throws {
    let answer = try save(movie, fields.replacing("LIST", with: list))
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD", "\(answer.text)")
    #expect(origins().isEmpty && !site.stores.saved.contains { $0.kind != .recommend })
  }

  @Test func `a place without a list is refused`() throws {
    let answer = try save(7, #""place":0"#)
    #expect(answer.error == "INVALID_FIELD" && answer["details"] == .string("place"))
  }

  @Test func `another user's list is unknown`() throws {
    let body = #"{"movie_id":7,"recommendation_id":"\#(list)"}"#
    #expect(try site.send("POST", "/api/interactions", body, token: site.register("other")).error == "INVALID_FIELD")
  }

  @Test func `a batch with an unknown list saves nothing and says which element it is`() throws {
    let elements =
      #"{"movie_id":5},{"movie_id":7,"recommendation_id":"\#(list)"},{"movie_id":0,"recommendation_id":"\#(list)"}"#
    let answer = try site.send(
      "POST", "/api/interactions/batch", #"{"interactions":[\#(elements)]}"#, token: token)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
    let fault = answer["errors"]?.elements.first
    #expect(fault?["index"] == .integer(2) && fault?["field"] == .string("recommendation_id"))
    #expect(!site.stores.saved.contains { $0.kind != .recommend })
  }

  @Test func `a retry finds its interaction after the list is gone`() throws {
    let fields = #""recommendation_id":"\#(list)","event_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e""#
    #expect(try save(7, fields).status == 201)
    site.stores.recorded = []
    #expect(try save(7, fields).status == 200)
  }
}
