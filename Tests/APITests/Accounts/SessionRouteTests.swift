import Domain
import JSON
import Testing

struct SessionRouteTests {
  private let site: Site

  init() throws { site = try Site() }

  private func refresh(_ token: String) throws -> Site.Answer {
    try site.send("POST", "/api/auth/refresh", #"{"refresh_token":"\#(token)"}"#)
  }

  private func status(of token: String) throws -> Int { try site.send("GET", "/api/auth/user", token: token).status }

  @Test func `a refresh returns a new pair of tokens, and the old access token stays valid`() throws {
    let first = try site.registerWithTokens()
    site.elapsed.value = 100
    let answer = try refresh(first.refresh)
    #expect(answer.status == 200)
    #expect(Set(answer.members.keys) == ["token", "expires_in", "refresh_token"])
    #expect(answer.headers.contains { $0 == ("Cache-Control", "no-store") })
    let second = try site.tokens(in: answer)
    #expect(second.refresh != first.refresh && second.access != first.access)
    #expect(try status(of: first.access) == 200 && status(of: second.access) == 200)
  }

  @Test func `a refresh token that is repeated within ten seconds gets the same successor`() throws {
    let first = try site.registerWithTokens()
    let successor = try site.tokens(in: refresh(first.refresh)).refresh
    site.elapsed.value = 10
    #expect(try site.tokens(in: refresh(first.refresh)).refresh == successor)
    #expect(try refresh(successor).status == 200)
  }

  @Test func `a refresh token may be repeated within ten seconds however many have followed it`() throws {
    let first = try site.registerWithTokens().refresh
    let second = try site.tokens(in: refresh(first)).refresh
    let third = try site.tokens(in: refresh(second)).refresh
    site.elapsed.value = 10
    #expect(try site.tokens(in: refresh(first)).refresh == second)
    #expect(try site.tokens(in: refresh(second)).refresh == third)
    #expect(try refresh(third).status == 200)
  }

  @Test(arguments: [("POST", "/api/auth/logout"), ("POST", "/api/auth/logout-all"), ("DELETE", "/api/auth/sessions/1")])
  func `a request that takes no fields is refused without effect if it has any`(method: String, path: String) throws {
    let token = try site.register()
    #expect(try site.send(method, path, #"{"all":true}"#, token: token).error == "INVALID_FIELD")
    #expect(try site.send(method, path, "no", token: token).error == "INVALID_JSON")
    #expect(try status(of: token) == 200)
    #expect(try site.send(method, path, "{}", token: token).status == 204)
  }

  @Test func `a refresh token that is repeated after ten seconds ends its session`() throws {
    let first = try site.registerWithTokens()
    let other = try site.tokens(
      in: try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#))
    let second = try site.tokens(in: refresh(first.refresh))
    site.elapsed.value = 11
    let answer = try refresh(first.refresh)
    #expect(answer.status == 401 && answer.error == "INVALID_TOKEN")
    for ended in [first.access, second.access] { #expect(try status(of: ended) == 401) }
    #expect(try refresh(second.refresh).error == "INVALID_TOKEN")
    #expect(try status(of: other.access) == 200)
  }

  @Test(arguments: ["", "x", "AAAA"])
  func `an invalid refresh token ends no session`(token: String) throws {
    let tokens = try site.registerWithTokens()
    #expect(try refresh(token).error == "INVALID_TOKEN")
    #expect(try refresh(tokens.access).error == "INVALID_TOKEN")
    #expect(try status(of: tokens.access) == 200)
  }

  @Test(arguments: [
    ("{}", "MISSING_DATA"), (#"{"refresh_token":5}"#, "INVALID_FIELD"), (#"{"token":"x"}"#, "INVALID_FIELD"),
  ])
  func `a refresh without a refresh token is refused`(body: String, error: String) throws {
    #expect(try site.send("POST", "/api/auth/refresh", body).error == error)
  }

  @Test func `a session expires after thirty days without a refresh`() throws {
    let tokens = try site.registerWithTokens()
    site.elapsed.value = 30 * 86_400
    #expect(try refresh(tokens.refresh).error == "INVALID_TOKEN")
  }

  @Test func `a logout ends this session only, and at once`() throws {
    let tokens = try site.registerWithTokens()
    let other = try site.tokens(
      in: try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#))
    let answer = try site.send("POST", "/api/auth/logout", token: tokens.access)
    #expect(answer.status == 204 && answer.text.isEmpty)
    #expect(try status(of: tokens.access) == 401 && refresh(tokens.refresh).status == 401)
    #expect(try site.send("POST", "/api/auth/logout", token: tokens.access).error == "INVALID_TOKEN")
    #expect(try status(of: other.access) == 200)
  }

  @Test func `logging out everywhere ends every session of this user only`() throws {
    let first = try site.register()
    let second = try site.tokens(
      in: try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#))
    let stranger = try site.register("otto")
    #expect(try site.send("POST", "/api/auth/logout-all", token: first).status == 204)
    #expect(try status(of: first) == 401 && status(of: second.access) == 401 && status(of: stranger) == 200)
  }

  @Test func `sessions are listed newest first, and the current one is marked`() throws {
    let first = try site.registerWithTokens(userAgent: "Browser\u{7f}\u{202e} 1")
    site.elapsed.value = 60
    _ = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#)
    let sessions = try #require(try site.send("GET", "/api/auth/sessions", token: first.access)["sessions"]).elements
    #expect(
      sessions == [
        .object([
          "id": .integer(2), "created_at": .string("2026-11-23T10:16:30Z"),
          "last_used_at": .string("2026-11-23T10:16:30Z"), "user_agent": .null, "current": .bool(false),
        ]),
        .object([
          "id": .integer(1), "created_at": .string("2026-11-23T10:15:30Z"),
          "last_used_at": .string("2026-11-23T10:15:30Z"), "user_agent": .string("Browser 1"), "current": .bool(true),
        ]),
      ])
  }

  @Test func `the last use of a session is updated at most once in five minutes`() throws {
    let token = try site.register()
    site.elapsed.value = 299
    _ = try status(of: token)
    #expect(site.stores.openSessions[0].lastUsedAt == Site.now)
    site.elapsed.value = 300
    _ = try status(of: token)
    #expect(site.stores.openSessions[0].lastUsedAt == Site.now + .seconds(300))
  }

  @Test func `users can end their own sessions but not those of others`() throws {
    let mine = try site.register()
    let other = try site.tokens(
      in: try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#))
    let stranger = try site.register("otto")
    for path in ["/api/auth/sessions/3", "/api/auth/sessions/99", "/api/auth/sessions/x"] {
      #expect(try site.send("DELETE", path, token: mine).error == "NOT_FOUND")
    }
    #expect(try status(of: stranger) == 200)
    #expect(try site.send("DELETE", "/api/auth/sessions/2", token: mine).status == 204)
    #expect(try status(of: other.access) == 401 && status(of: mine) == 200)
  }

  @Test func `a deactivated user's token is refused, and a login fails as with a wrong password`() throws {
    let token = try site.register()
    site.stores.deactivated = [1]
    #expect(try site.send("GET", "/api/auth/user", token: token).error == "INVALID_TOKEN")
    let login = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#)
    #expect(login.status == 401 && login.error == "INVALID_CREDENTIALS")
  }

  @Test func `a token of an ended session is refused even if the token is optional`() throws {
    let token = try site.register()
    _ = try site.send("POST", "/api/auth/logout", token: token)
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#, token: token)
    #expect(answer.error == "INVALID_TOKEN")
  }

  /// Routes that require a token, each with a valid request and a faulty one.
  private static let protected: [(method: String, path: String, body: String, faulty: (path: String, body: String))] = [
    ("POST", "/api/interactions", #"{"movie_id":0}"#, ("/api/interactions", "{")),
    ("POST", "/api/interactions/batch", #"{"interactions":[{"movie_id":0}]}"#, ("/api/interactions/batch", "{}")),
    ("GET", "/api/interactions", "", ("/api/interactions?limit=0", "")),
    ("GET", "/api/interactions/1", "", ("/api/interactions/x", "")),
    ("PATCH", "/api/interactions/1", #"{"rating":3}"#, ("/api/interactions/1", #"{"rating":9}"#)),
    ("DELETE", "/api/interactions/1", "", ("/api/interactions/x", "")),
    ("GET", "/api/ratings", "", ("/api/ratings?cursor=x", "")),
    ("PUT", "/api/movies/5/rating", #"{"rating":3}"#, ("/api/movies/77/rating", "")),
    ("DELETE", "/api/movies/5/rating", "", ("/api/movies/x/rating", "")),
    ("GET", "/api/recommendations", "", ("/api/recommendations?top_k=0", "")),
    ("GET", "/api/recommendations/history", "", ("/api/recommendations/history?limit=0", "")),
    ("GET", "/api/auth/user", "", ("/api/auth/user", "")),
    ("DELETE", "/api/auth/sessions/7", "", ("/api/auth/sessions/x", "")),
    ("POST", "/api/auth/logout-all", "", ("/api/auth/logout-all", "")),
  ]

  @Test func `every request of an ended session is answered with 401, whether valid or faulty`() throws {
    let token = try site.register()
    let movie = #"{"movie_id":5,"interaction_type":"rate","rating":4}"#
    #expect(try site.send("POST", "/api/interactions", movie, token: token).status == 201)
    let (session, saved) = (site.stores.openSessions[0], site.stores.saved)
    for (method, path, body, faulty) in Self.protected {
      site.stores.openSessions = []
      for (path, body) in [(path, body), faulty] {
        let answer = try site.send(method, path, body, token: token)
        #expect(answer.status == 401 && answer.error == "INVALID_TOKEN", "\(method) \(path): \(answer.text)")
        #expect(site.stores.saved == saved, "\(method) \(path)")
        #expect(try site.send(method, path, body).error == "MISSING_TOKEN", "\(method) \(path)")
      }
      site.stores.openSessions = [session]
      site.stores.error = .unavailable("down")
      for (path, body) in [(path, body), faulty] where path != "/api/auth/user" || body.isEmpty {
        #expect(try site.send(method, path, body, token: token).status == 503, "\(method) \(path)")
      }
      site.stores.error = nil
      if faulty.path != path || faulty.body != body {
        let status = try site.send(method, faulty.path, faulty.body, token: token).status
        #expect([400, 404].contains(status), "\(method) \(faulty.path)")
      }
    }
  }
}
