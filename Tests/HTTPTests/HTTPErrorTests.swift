import HTTP
import Testing

struct HTTPErrorTests {
  @Test func `every error code has a status from 400 to 599`() {
    for code in ErrorCode.allCases { #expect((400...599).contains(code.status.rawValue)) }
  }

  @Test func `a 401 names the authentication scheme, and a 503 has Retry-After`() {
    func scheme(_ code: ErrorCode) -> String? {
      HTTPError(code, "").headers.first { $0.name == "WWW-Authenticate" }?.value
    }
    #expect(scheme(.missingToken) == "Bearer" && scheme(.invalidCredentials) == "Bearer")
    #expect(scheme(.invalidToken) == #"Bearer error="invalid_token""#)
    #expect(scheme(.tokenExpired) == #"Bearer error="invalid_token""#)
    #expect(HTTPError(.databaseUnavailable, "").headers.contains { $0.name == "Retry-After" })
  }

  @Test func `only a refusal for overload is delayed`() {
    for code in ErrorCode.allCases { #expect(HTTPError(code, "").response.isDelayed == (code == .overloaded)) }
  }

  @Test func `error responses must not be cached`() {
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
  func `the field at fault is in the list of errors`(error: HTTPError, expected: String) {
    #expect(String(decoding: error.response.body, as: UTF8.self).contains("\"errors\":\(expected)"))
  }

  @Test func `an error that is not about fields has no list of errors`() {
    #expect(!String(decoding: HTTPError(.notFound, "No.").response.body, as: UTF8.self).contains("errors"))
  }

  @Test func `faults in a batch are listed with their index`() {
    var error = HTTPError(.invalidField, "Two.")
    error.faults = [.init(index: 3, field: "rating", code: .invalidField, message: "no")]
    let text = String(decoding: error.response.body, as: UTF8.self)
    #expect(text.contains(#""errors":[{"index":3,"field":"rating","code":"INVALID_FIELD","message":"no"}]"#))
  }
}
