import HTTP
import Testing

struct QueryTests {
  private func query(_ text: String) throws(HTTPError) -> Query {
    try Query(Request(method: "GET", path: "/", query: text), allowed: ["q", "limit"])
  }

  @Test func `values are decoded`() throws {
    #expect(try query("q=a+b%C3%A9&limit=5")["q"] == "a bé")
    #expect(try query("q=a+b%C3%A9&limit=5").integer("limit", in: 1...10) == 5)
    #expect(try query("q")["q"] == "")
    #expect(try query("")["q"] == nil)
  }

  @Test(arguments: ["x=1", "q=1&q=2", "q=%ff", "q=%4", "q=%00"])
  func `a query that cannot be used is refused`(text: String) {
    #expect(throws: HTTPError.self) { try query(text) }
  }

  @Test(arguments: ["limit=0", "limit=11", "limit=x", "limit=", "limit=1.0", "limit=99999999999999999999"])
  func `a number outside its range is refused`(text: String) throws {
    let parsed = try query(text)
    #expect(throws: HTTPError.self) { try parsed.integer("limit", in: 1...10) }
  }
}
