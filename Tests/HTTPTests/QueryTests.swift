import HTTP
import Testing

struct QueryTests {
  private func query(_ text: String) -> Query {
    Query(Request(method: "GET", path: "/", query: text), allowed: ["q", "limit"])
  }

  @Test func `the values of a query are decoded`() throws {
    var whole = query("q=a+b%C3%A9&limit=5")
    #expect(whole["q"] == "a bé" && whole.integer("limit", in: 1...10) == 5)
    try whole.check()
    #expect(query("q")["q"] == "")
    #expect(query("")["q"] == nil)
  }

  @Test func `a combining mark after a separator hides neither the separator nor what follows`() throws {
    #expect(query("q=1&\u{301}limit=5").faults.count == 1)
    #expect(query("q=1&q\u{301}=2").faults.count == 1)
    let value = query("q=\u{301}a=\u{301}b")
    #expect(value["q"] == "\u{301}a=\u{301}b" && value.faults.isEmpty)
  }

  @Test(arguments: ["x=1", "q=1&q=2", "q=%ff", "q=%4", "q=%00"])
  func `an invalid query is refused`(text: String) {
    #expect(throws: HTTPError.self) { try query(text).check() }
  }

  @Test(arguments: ["limit=0", "limit=11", "limit=x", "limit=", "limit=1.0", "limit=99999999999999999999"])
  func `a number outside its range is refused in a query`(text: String) throws {
    var parsed = query(text)
    #expect(parsed.integer("limit", in: 1...10) == nil)
    #expect(throws: HTTPError.self) { try parsed.check() }
  }

  @Test(arguments: [("0", 0), ("1", 1), ("0.25", 0.25), ("2.5e-1", 0.25), (".5", 0.5), ("%2B1", 1)])
  func `a number with a fraction is read from a query`(text: String, value: Double) throws {
    var parsed = query("limit=\(text)")
    #expect(parsed.number("limit", in: 0...1) == value)
    try parsed.check()
  }

  @Test(arguments: ["-0.1", "1.01", "nan", "inf", "0x1", "1e999", "", "1,5", "a"])
  func `a number with a fraction outside its range is refused in a query`(text: String) throws {
    var parsed = query("limit=\(text)")
    #expect(parsed.number("limit", in: 0...1) == nil)
    let error = #expect(throws: HTTPError.self) { try parsed.check() }
    #expect(error?.message == "'limit' must be a number from 0 to 1.")
  }
}
