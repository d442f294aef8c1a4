import TestCases
import Testing

extension LiveSuites {
  @Suite struct JSONTestSuite {
    let client: HTTPClient

    init() throws { client = try LiveSite.shared().client }

    /// `/recommend` ignores unknown fields, so its error for a valid JSON body names what is missing.
    @Test(arguments: JSONText.all)
    func `each body of the public JSON test suite is read or refused as the suite demands`(text: JSONText) throws {
      let answer = try client.post("/recommend", bytes: text.bytes)
      let code = try #require(try answer.json["error"]?.string)
      try expectError(answer, 400, code)
      if text.isAccepted {
        #expect(["MISSING_DATA", "MISSING_CONTEXT", "INVALID_FIELD"].contains(code), "\(code)")
      } else {
        #expect(code == (text.bytes.isEmpty ? "MISSING_DATA" : "INVALID_JSON"))
      }
    }

    @Test func `a JSON body with a duplicate key or in UTF-16 is refused`() throws {
      let pair = #""model":"EASE","context":[1]"#
      #expect(try client.post("/recommend", bytes: Array("{\(pair)}".utf8)).status == 200)
      try expectError(try client.post("/recommend", bytes: Array("{\(pair),\(pair)}".utf8)), 400, "INVALID_JSON")
      for order in [false, true] {
        let wide: [UInt8] = "{\(pair)}".utf8.flatMap { byte -> [UInt8] in order ? [byte, 0] : [0, byte] }
        try expectError(try client.post("/recommend", bytes: wide), 400, "INVALID_JSON")
      }
    }

    @Test func `a JSON syntax error is reported with its byte offset`() throws {
      let answer = try client.post("/recommend", bytes: Array(#"{"model": "EASE", }"#.utf8))
      try expectError(answer, 400, "INVALID_JSON", mentioning: "at byte 18")
    }
  }
}
