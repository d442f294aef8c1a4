import HTTP
import Testing

struct HTTPErrorTests {
  @Test func `every code has a status of its class`() {
    for code in ErrorCode.allCases { #expect((400...599).contains(code.status.rawValue)) }
  }

  @Test func `a 401 names the scheme, a 503 when to come back`() {
    #expect(HTTPError(.invalidToken, "").headers.contains { $0 == ("WWW-Authenticate", "Bearer") })
    #expect(HTTPError(.databaseUnavailable, "").headers.contains { $0.name == "Retry-After" })
  }

  @Test func `nobody on the way keeps an error`() {
    for code in ErrorCode.allCases {
      #expect(HTTPError(code, "").response.headers.contains { $0 == ("Cache-Control", "no-store") })
    }
  }

  @Test func `several faults are listed by index`() {
    var error = HTTPError(.invalidField, "Two.")
    error.faults = [.init(index: 3, field: "rating", code: .invalidField, message: "no")]
    let text = String(decoding: error.response.body, as: UTF8.self)
    #expect(text.contains(#""errors":[{"index":3,"field":"rating","code":"INVALID_FIELD","message":"no"}]"#))
  }
}
