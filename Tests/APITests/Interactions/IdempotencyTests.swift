import Domain
import JSON
import Testing

struct IdempotencyTests {
  private let site: Site
  private let token: String
  private static let event = "919108f7-52d1-4320-9bac-f847db4148a8"
  private static let other = "00000000-0000-0000-0000-000000000000"

  init() throws {
    site = try Site()
    token = try site.register()
  }

  private func save(_ fields: String, event: String? = event, token: String? = nil) throws -> Site.Answer {
    let event = event.map { #","event_id":"\#($0)""# } ?? ""
    return try site.send("POST", "/api/interactions", "{\(fields)\(event)}", token: token ?? self.token)
  }

  private func saveBatch(_ elements: [String]) throws -> Site.Answer {
    try site.send(
      "POST", "/api/interactions/batch", #"{"interactions":[\#(elements.joined(separator: ","))]}"#, token: token)
  }

  @Test func `a repeated event_id is answered with the stored interaction and saved once`() throws {
    let first = try save(#""movie_id":5,"interaction_type":"rate","rating":4"#)
    #expect(first.status == 201)
    site.elapsed.value = 60
    let second = try save(
      #""rating":4.0,"interaction_type":"rate","movie_id":5"#, event: Self.event.uppercased())
    #expect(second.status == 200 && second["interaction"] == first["interaction"])
    #expect(site.stores.saved.count == 1)
  }

  @Test func `a repeated event_id is recognised after the rating was changed`() throws {
    _ = try save(#""movie_id":5,"interaction_type":"rate","rating":4"#)
    #expect(try site.send("PATCH", "/api/interactions/1", #"{"rating":1}"#, token: token).status == 200)
    let answer = try save(#""movie_id":5,"interaction_type":"rate","rating":4"#)
    #expect(answer.status == 200 && answer["interaction"]?["rating"] == .integer(1))
  }

  @Test(arguments: [
    #""movie_id":7,"interaction_type":"rate","rating":4"#, #""movie_id":5,"interaction_type":"rate","rating":3"#,
    #""movie_id":5"#,
  ])
  func `another body under the same event_id is a conflict`(fields: String) throws {
    _ = try save(#""movie_id":5,"interaction_type":"rate","rating":4"#)
    let answer = try save(fields)
    #expect(answer.status == 409 && answer.error == "EVENT_CONFLICT" && answer["details"] == .string("event_id"))
    #expect(site.stores.saved.count == 1)
  }

  @Test func `a retry does not restore a deleted interaction`() throws {
    _ = try save(#""movie_id":5"#)
    #expect(try site.send("DELETE", "/api/interactions/1", token: token).status == 204)
    let answer = try save(#""movie_id":5"#)
    #expect(answer.status == 409 && answer.error == "EVENT_CONFLICT" && site.stores.saved.isEmpty)
  }

  @Test func `two users may use the same event_id`() throws {
    #expect(try save(#""movie_id":5"#).status == 201)
    #expect(try save(#""movie_id":7"#, token: site.register("other")).status == 201)
  }

  @Test(arguments: [#""919108f752d143209bacf847db4148a8""#, #""""#, "5", "[]"])
  func `an event_id that is not a UUID is refused`(value: String) throws {
    let answer = try site.send("POST", "/api/interactions", #"{"movie_id":5,"event_id":\#(value)}"#, token: token)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD" && answer["details"] == .string("event_id"))
  }

  @Test func `an event_id of null is the same as none`() throws {
    for _ in 0..<2 {
      let answer = try site.send("POST", "/api/interactions", #"{"movie_id":5,"event_id":null}"#, token: token)
      #expect(answer.status == 201)
    }
  }

  @Test func `the answer to a batch counts the new interactions if some were repeats`() throws {
    let batch = [
      #"{"movie_id":5,"event_id":"\#(Self.event)"}"#, #"{"movie_id":7}"#,
      #"{"movie_id":5,"interaction_type":"view","event_id":"\#(Self.event)"}"#,
    ]
    let first = try saveBatch(batch)
    #expect(first.status == 201 && first["count"] == .integer(2) && first["new"] == nil)
    let second = try saveBatch(batch)
    #expect(second.status == 201 && second["count"] == .integer(2) && second["new"] == .integer(1))
    let third = try saveBatch([batch[0]])
    #expect(third.status == 200 && third["count"] == .integer(1) && third["new"] == .integer(0))
    #expect(site.stores.saved.map(\.movie) == [5, 7, 7])
  }

  @Test func `a batch with conflicts saves nothing and reports them together with all other faults`() throws {
    _ = try save(#""movie_id":5"#)
    _ = try save(#""movie_id":7"#, event: Self.other)
    _ = try site.send("DELETE", "/api/interactions/2", token: token)
    let third = "11111111-1111-1111-1111-111111111111"
    let answer = try saveBatch([
      #"{"movie_id":5,"event_id":"\#(Self.event)"}"#, #"{"movie_id":0,"event_id":"\#(Self.event)"}"#,
      #"{"movie_id":4}"#,
      #"{"movie_id":7,"event_id":"\#(Self.other)"}"#, #"{"movie_id":0,"event_id":"\#(third)"}"#,
      #"{"movie_id":5,"event_id":"\#(third)"}"#, #"{"movie_id":5,"event_id":"x"}"#,
    ])
    #expect(answer.status == 409 && answer.error == "EVENT_CONFLICT")
    let errors = answer["errors"]?.elements ?? []
    #expect(errors.map { $0["index"] } == [1, 2, 3, 5, 6].map { .integer($0) })
    #expect(
      errors.map { $0["code"] }
        == ["EVENT_CONFLICT", "INVALID_FIELD", "EVENT_CONFLICT", "EVENT_CONFLICT", "INVALID_FIELD"].map { .string($0) })
    #expect(
      errors.map { $0["field"] } == ["event_id", "movie_id", "event_id", "event_id", "event_id"].map { .string($0) })
    #expect(site.stores.saved.count == 1)
  }

  @Test func `a batch whose only faults are conflicts reports them`() throws {
    _ = try save(#""movie_id":5"#)
    let answer = try saveBatch([#"{"movie_id":0}"#, #"{"movie_id":0,"event_id":"\#(Self.event)"}"#])
    #expect(answer.status == 409 && answer["errors"]?.elements.map { $0["index"] } == [.integer(1)])
    #expect(site.stores.saved.count == 1)
  }
}
