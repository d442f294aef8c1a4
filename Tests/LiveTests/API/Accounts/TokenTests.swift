import Foundation
import Testing

extension LiveSuites {
  @Suite struct CheckingTokens {
    let site: LiveSite

    init() throws { site = try LiveSite.shared() }

    @Test func `a tampered token is refused, even if a token is optional`() throws {
      let token = try site.register().token
      let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      try #require(parts.count == 3)
      let unsigned = base64url(#"{"alg":"none","typ":"JWT"}"#)
      let otherUser = base64url(#"{"sub":"1","iat":1,"exp":99999999999}"#)
      let before = try site.schema.contents()
      for forged in [
        "", "x", "a.b.c", "..", "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).", "\(unsigned).\(parts[1]).",
        "\(unsigned).\(parts[1]).\(parts[2])", "\(parts[0]).\(otherUser).\(parts[2])",
        "\(parts[0]).\(parts[1]).\(parts[2].reversed().map(String.init).joined())", token + "A", token + "=",
        String(repeating: "A", count: 4_000),
      ] {
        try expectError(try site.client.get("/api/auth/user", token: forged), 401, "INVALID_TOKEN")
        let recommend: JSON = ["model": "EASE", "context": [1]]
        try expectError(try site.client.post("/api/recommend", recommend, token: forged), 401, "INVALID_TOKEN")
      }
      #expect(try site.schema.contents() == before)
    }

    @Test func `only the scheme Bearer is accepted, and its case does not matter`() throws {
      let token = try site.register().token
      let basic = try site.client.get("/api/auth/user", headers: ["Authorization: Basic YTpi"])
      #expect(basic.status == 401)
      #expect(try site.client.get("/api/auth/user", headers: ["Authorization: bearer \(token)"]).status == 200)
    }

    private func base64url(_ text: String) -> String {
      Data(text.utf8).base64EncodedString().replacingOccurrences(of: "=", with: "")
        .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    }
  }
}
