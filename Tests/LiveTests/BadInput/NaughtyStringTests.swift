import Foundation
import TestCases
import Testing

/// Strings that have broken other programs are refused with `INVALID_FIELD`, or come back byte for byte.
extension LiveSuites {
  @Suite struct NaughtyStrings {
    let site: LiveSite
    var client: HTTPClient { site.client }
    private static let password = "battery staple"

    init() throws { site = try LiveSite.shared() }

    /// A username is stored in Normalisation Form C, so that it can be typed on any keyboard.
    @Test(arguments: NaughtyString.all)
    func `any string is a username that can log in, or is refused`(string: NaughtyString) throws {
      let registered = try client.post(
        "/api/auth/register",
        ["username": .string(string.text), "email": "naughty@example.com", "password": .string(Self.password)])
      guard string.isUsername else {
        return try expectError(registered, 400, "INVALID_FIELD", mentioning: "username")
      }
      let name = string.text.precomposedStringWithCanonicalMapping
      let token = try #require(try expectSuccess(registered, 201)["token"]?.string)
      #expect(Array(try registered.json["user"]?["username"]?.string?.utf8 ?? "".utf8) == Array(name.utf8))
      let user = try expectSuccess(try client.get("/api/auth/user", token: token), 200)["user"]
      #expect(Array(user?["username"]?.string?.utf8 ?? "".utf8) == Array(name.utf8))
      let login = try client.post(
        "/api/auth/login", ["username": .string(string.text), "password": .string(Self.password)])
      #expect(login.status == 200)
      var deletion = HTTPRequest("DELETE", "/api/auth/user", body: #"{"password":"\#(Self.password)"}"#)
      deletion.token = token
      #expect(try client.send(deletion).status == 204)
    }

    @Test func `any string as gender is returned byte for byte, or is refused and changes nothing`() throws {
      let token = try site.register().token
      for string in NaughtyString.all {
        let before = try client.get("/api/auth/user", token: token).body
        var request = HTTPRequest(
          "PATCH", "/api/auth/user", body: try JSON.object(["gender": .string(string.text)]).text)
        request.token = token
        let answer = try client.send(request)
        if answer.status == 200 {
          let gender = try client.get("/api/auth/user", token: token).json["user"]?["gender"]?.string
          #expect(Array(gender?.utf8 ?? "".utf8) == Array(string.text.utf8), "\(string)")
        } else {
          try expectError(answer, 400, "INVALID_FIELD", mentioning: "gender")
          #expect(try client.get("/api/auth/user", token: token).body == before, "\(string)")
        }
      }
    }

    @Test func `a search for any string returns its query byte for byte and a matching count`() throws {
      for string in NaughtyString.all {
        let query = string.text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let answer = try client.get("/api/movies/search?q=\(query)")
        guard query.utf8.count < 8_000 else {
          try expectError(answer, 414, "URI_TOO_LONG")
          continue
        }
        // A NUL occurs in no title, and is not allowed in a URL.
        guard !string.text.utf8.contains(0) else {
          try expectError(answer, 400, "INVALID_FIELD")
          continue
        }
        let json = try expectSuccess(answer, 200)
        #expect(Array(json["query"]?.string?.utf8 ?? "".utf8) == Array(string.text.utf8), "\(string)")
        #expect(json["count"]?.integer == json["result"]?.array?.count, "\(string)")
      }
    }

    @Test func `a login with any string is refused without a server error`() throws {
      for string in NaughtyString.all {
        let answer = try client.post(
          "/api/auth/login", ["username": .string(string.text), "password": .string(string.text)])
        // Many of these strings count as the same username, and attempts are limited per username.
        #expect([400, 401, 429].contains(answer.status), "\(string)")
      }
    }

    @Test(arguments: NaughtyString.brokenJSON) func `an invalid JSON string is refused in every field`(text: String)
      throws
    {
      for (path, body) in [
        ("/api/auth/register", #"{"username":\#(text),"email":"n@example.com","password":"battery staple"}"#),
        ("/api/auth/login", #"{"username":\#(text),"password":"battery staple"}"#),
        ("/api/recommend", #"{"model":\#(text),"context":[1]}"#),
      ] {
        try expectError(try client.post(path, bytes: Array(body.utf8)), 400, "INVALID_JSON")
      }
    }
  }
}
