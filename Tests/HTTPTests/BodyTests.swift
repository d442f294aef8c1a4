import HTTP
import JSON
import Testing

struct BodyTests {
  private func body(
    _ text: String, type: String = "application/json", allowed: Set<String>? = ["name", "age", "list"]
  ) throws(HTTPError) -> Body {
    try Body(Request(method: "POST", path: "/", contentType: type, body: Array(text.utf8)), allowed: allowed)
  }

  private func code(_ work: () throws(HTTPError) -> Void) -> ErrorCode? {
    do throws(HTTPError) {
      try work()
      return nil
    } catch { return error.code }
  }

  @Test(
    arguments: [
      ("", "application/json", .missingData), ("{}", "application/json", .missingData),
      (#"{"name":null}"#, "application/json", .missingData), ("{", "application/json", .invalidJSON),
      ("[]", "application/json", .invalidField), ("1", "application/json", .invalidField),
      (#"{"name":"a"}"#, "text/plain", .unsupportedMediaType), (#"{"name":"a"}"#, "", .unsupportedMediaType),
      (#"{"name":"a"}"#, "application/json; charset=iso-8859-1", .unsupportedMediaType),
      (#"{"name":"a"}"#, "application/json; charset=utf-8; charset=utf-16", .unsupportedMediaType),
      (#"{"name":"a"}"#, "application/json, text/plain", .unsupportedMediaType),
      (#"{"name":"a"}"#, "application/jsonp", .unsupportedMediaType),
      (#"{"nome":"a"}"#, "application/json", .invalidField),
      (#"{"name":"a","name":"b"}"#, "application/json", .invalidJSON),
    ] as [(String, String, ErrorCode)])
  func `an invalid body is refused`(text: String, type: String, expected: ErrorCode) {
    #expect(code { () throws(HTTPError) in try body(text, type: type).check() } == expected)
  }

  @Test func `an error names an unknown field and truncates a long name`() {
    func details(_ name: String) -> HTTPError? {
      do throws(HTTPError) { try body(#"{"\#(name)":1}"#).check() } catch { return error }
      return nil
    }
    #expect(details(String(repeating: "e\u{301}", count: 32))?.field == String(repeating: "e\u{301}", count: 32))
    let long = details(String(repeating: "x", count: 90_000))
    #expect(long?.field == String(repeating: "x", count: 64) + "…" && (long?.message.count ?? 999) < 120)
  }

  @Test(
    arguments: [
      ("", nil), ("{}", nil), (#"{"all":true}"#, .invalidField), ("[]", .invalidField), ("x", .invalidJSON),
    ] as [(String, ErrorCode?)])
  func `a request without fields accepts no body or an empty object`(text: String, expected: ErrorCode?) {
    func call(_ query: String = "") -> ErrorCode? {
      code { () throws(HTTPError) in
        try Body.expectNone(
          Request(
            method: "POST", path: "/", query: query, contentType: "application/json", body: Array(text.utf8)))
      }
    }
    #expect(call() == expected)
    #expect(call("x=1") == .invalidField)
  }

  @Test(arguments: [
    "application/json", "Application/JSON; charset=utf-8", "application/json ;x=y",
    "application/json;CHARSET=\"UTF-8\"", "application/json; charset=utf8", "application/json;", " application/json",
  ])
  func `the media type may have parameters and any case`(type: String) throws {
    #expect(try body(#"{"name":"a"}"#, type: type)["name"] == .string("a"))
  }

  @Test(arguments: [
    "gzip", "GZIP", "br", "deflate, identity", "identity, gzip", "x-gzip", "zstd", "utf-8", "chunked",
  ])
  func `a compressed body is refused with the accepted encoding`(coding: String) {
    let request = Request(
      method: "POST", path: "/", contentType: "application/json", contentEncoding: coding, body: [0x1F, 0x8B])
    let error = #expect(throws: HTTPError.self) { try Body(request, allowed: nil) }
    #expect(error?.code == .unsupportedMediaType && error?.details?.contains("Content-Encoding") == true)
    #expect(error?.headers.contains { $0 == ("Accept-Encoding", "identity") } == true)
  }

  @Test(arguments: [nil, "identity", "Identity", " identity , identity"])
  func `a body with the encoding identity is read`(coding: String?) throws {
    let request = Request(
      method: "POST", path: "/", contentType: "application/json", contentEncoding: coding, body: Array("{\"a\":1}".utf8)
    )
    #expect(try Body(request, allowed: nil)["a"] == .integer(1))
  }

  @Test(arguments: [
    ("", "there is no Content-Type"), ("text/plain", "text/plain"), ("multipart/form-data; boundary=x", "multipart"),
    ("application/json; charset=latin1", "charset=latin1"), ("application/x-www-form-urlencoded", "urlencoded"),
  ])
  func `a refused content type is named in the error`(type: String, word: String) {
    let error = #expect(throws: HTTPError.self) { try body("{}", type: type, allowed: nil) }
    #expect(error?.code == .unsupportedMediaType && error?.details?.contains(word) == true)
  }

  @Test func `a body that is too long is refused before it is parsed`() {
    func request(_ count: Int) -> Request {
      let text = #"{"name":""# + String(repeating: "x", count: count - 11) + #""}"#
      return Request(method: "POST", path: "/", contentType: "application/json", body: Array(text.utf8))
    }
    let most = Body.usualMaximumBytes
    #expect(code { () throws(HTTPError) in _ = try Body(request(most), allowed: ["name"]) } == nil)
    #expect(code { () throws(HTTPError) in _ = try Body(request(most + 1), allowed: ["name"]) } == .payloadTooLarge)
    #expect(code { () throws(HTTPError) in try Body.expectNone(request(most + 1)) } == .payloadTooLarge)
    #expect(
      code { () throws(HTTPError) in _ = try Body(request(50), allowed: nil, maximumBytes: 49) } == .payloadTooLarge)
  }

  @Test func `a body with too many names is refused`() throws {
    func text(_ count: Int) -> String { "{\((0..<count).map { "\"\($0)\":0" }.joined(separator: ","))}" }
    #expect(try body(text(Body.usualMaximumNames), allowed: nil)["0"] == .integer(0))
    #expect(
      code { () throws(HTTPError) in _ = try body(text(Body.usualMaximumNames + 1), allowed: nil) } == .invalidJSON)
  }

  @Test func `a field that is null counts as absent`() throws {
    var fields = try body(#"{"name":null,"age":5}"#)
    #expect(fields.string("name") == nil && !fields.hasFaults)
    #expect(fields.requiredString("name") == "" && fields.faults.map(\.code) == [.missingField])
  }

  @Test func `a field of the wrong type is refused`() throws {
    var fields = try body(#"{"name":5,"age":"5","list":{}}"#)
    #expect(fields.string("name") == nil && fields.integer("age") == nil && fields.array("list") == nil)
    #expect(fields.faults.map(\.field) == ["name", "age", "list"])
    #expect(fields.faults.allSatisfy { $0.code == .invalidField })
  }

  @Test func `a number with a fraction is read within its range, and refused as anything else`() throws {
    var fields = try body(#"{"name":0.25,"age":1}"#)
    #expect(fields.number("name", in: 0...1) == 0.25 && fields.number("age", in: 0...1) == 1)
    #expect(fields.number("list", in: 0...1) == nil && !fields.hasFaults)
    for text in ["-0.1", "2", "1.0001", "1e300", #""0.5""#, "true", "[0]"] {
      var fields = try body(#"{"age":\#(text)}"#)
      #expect(fields.number("age", in: 0.5...1) == nil)
      #expect(fields.faults.map(\.message) == ["'age' must be a number from 0.5 to 1."], "\(text)")
    }
  }

  @Test func `the first fault is thrown and lists all faults, one per field`() throws {
    var fields = try body(#"{"zoo":1,"bar":2,"age":"5"}"#)
    _ = (fields.requiredString("name"), fields.integer("age", in: 0...9))
    fields.refuse("age", "must be even")
    let error = #expect(throws: HTTPError.self) { try fields.check() }
    #expect(error?.field == "bar" && error?.faults.map(\.field) == ["bar", "zoo", "name", "age"])
    #expect(error?.faults.last?.message == "'age' must be a whole number.")
  }

  @Test func `an error lists at most twenty unknown fields`() throws {
    let members = (0..<60).map { "\"x\($0)\":1" }.joined(separator: ",")
    let error = #expect(throws: HTTPError.self) { try body("{\(members)}").check() }
    #expect(error?.faults.count == 20)
  }

  @Test func `any field is accepted if none are listed as allowed`() throws {
    #expect(try body(#"{"other":1}"#, allowed: nil)["other"] == .integer(1))
  }
}
