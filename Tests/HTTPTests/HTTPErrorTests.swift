import HTTP
import Testing

struct HTTPErrorTests {
  @Test func `every code has a status of its class`() {
    for code in ErrorCode.allCases { #expect((400...599).contains(code.status.rawValue)) }
  }

  @Test func `a 401 names the scheme, a 503 when to come back`() {
    func scheme(_ code: ErrorCode) -> String? {
      HTTPError(code, "").headers.first { $0.name == "WWW-Authenticate" }?.value
    }
    #expect(scheme(.missingToken) == "Bearer" && scheme(.invalidCredentials) == "Bearer")
    #expect(scheme(.invalidToken) == #"Bearer error="invalid_token""#)
    #expect(scheme(.tokenExpired) == #"Bearer error="invalid_token""#)
    #expect(HTTPError(.databaseUnavailable, "").headers.contains { $0.name == "Retry-After" })
  }

  @Test func `nobody on the way keeps an error`() {
    for code in ErrorCode.allCases {
      #expect(HTTPError(code, "").response.headers.contains { $0 == ("Cache-Control", "no-store") })
    }
  }

  @Test(
    arguments: [
      (.missing("rating"), #"[{"field":"rating","code":"MISSING_FIELD","message":"'rating' is required."}]"#),
      (.invalid("year", "is odd"), #"[{"field":"year","code":"INVALID_FIELD","message":"'year' is odd."}]"#),
      (HTTPError(.invalidField, "No."), #"[{"field":null,"code":"INVALID_FIELD","message":"No."}]"#),
      (
        HTTPError(.userExists, "Taken.", field: "email"),
        #"[{"field":"email","code":"USER_EXISTS","message":"Taken."}]"#
      ),
    ] as [(HTTPError, String)])
  func `the field that is at fault stands in the list of faults`(error: HTTPError, expected: String) {
    #expect(String(decoding: error.response.body, as: UTF8.self).contains("\"errors\":\(expected)"))
  }

  @Test func `what is the fault of no field has no list of faults`() {
    #expect(!String(decoding: HTTPError(.notFound, "No.").response.body, as: UTF8.self).contains("errors"))
  }

  @Test func `several faults are listed by index`() {
    var error = HTTPError(.invalidField, "Two.")
    error.faults = [.init(index: 3, field: "rating", code: .invalidField, message: "no")]
    let text = String(decoding: error.response.body, as: UTF8.self)
    #expect(text.contains(#""errors":[{"index":3,"field":"rating","code":"INVALID_FIELD","message":"no"}]"#))
  }
}
