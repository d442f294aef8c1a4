import Domain
import JSON
import Testing

struct ProfileTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  private func patch(_ body: String) throws -> Site.Answer {
    try site.send("PATCH", "/api/auth/user", body, token: token)
  }

  @Test func `age and gender are changed without the password and cleared by null`() throws {
    let set = try patch(#"{"age":41,"gender":"F"}"#)
    #expect(set.status == 200 && set["user"]?["age"] == .integer(41) && set["user"]?["gender"] == .string("F"))
    let cleared = try patch(#"{"age":null}"#)
    #expect(cleared["user"]?["age"] == .null && cleared["user"]?["gender"] == .string("F"))
    #expect(try site.send("GET", "/api/auth/user", token: token)["user"] == cleared["user"])
  }

  @Test func `username and e-mail are changed only with the password`() throws {
    #expect(try patch(#"{"username":"ada"}"#).error == "MISSING_FIELD")
    #expect(try patch(#"{"username":"ada","password":"wrong horse"}"#).error == "INVALID_CREDENTIALS")
    let answer = try patch(#"{"username":"ada","email":"ada@example.org","password":"correct horse"}"#)
    #expect(answer["user"]?["username"] == .string("ada") && answer["user"]?["email"] == .string("ada@example.org"))
    let login = try site.send("POST", "/api/auth/login", #"{"username":"ada","password":"correct horse"}"#)
    #expect(login.status == 200)
  }

  @Test(arguments: [
    ("{}", "MISSING_DATA"), (#"{"age":131}"#, "INVALID_FIELD"), (#"{"age":"x"}"#, "INVALID_FIELD"),
    (#"{"gender":""}"#, "INVALID_FIELD"), (#"{"id":5}"#, "INVALID_FIELD"), (#"{"created_at":"x"}"#, "INVALID_FIELD"),
    (#"{"age":5,"password":"correct horse"}"#, "INVALID_FIELD"),
    (#"{"username":"a@b","password":"correct horse"}"#, "INVALID_FIELD"),
  ])
  func `a profile change with a fault changes nothing`(body: String, error: String) throws {
    let before = site.stores.accounts[0].user
    #expect(try patch(body).error == error)
    #expect(site.stores.accounts[0].user == before)
  }

  @Test func `a password change ends all other sessions of the user`() throws {
    let other = try site.tokens(
      in: try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#))
    let answer = try site.send(
      "POST", "/api/auth/password", #"{"current_password":"correct horse","new_password":"battery staple"}"#,
      token: token)
    #expect(answer.status == 204)
    #expect(try site.send("GET", "/api/auth/user", token: token).status == 200)
    #expect(try site.send("GET", "/api/auth/user", token: other.access).status == 401)
    for (password, status) in [("correct horse", 401), ("battery staple", 200)] {
      let login = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"\#(password)"}"#)
      #expect(login.status == status)
    }
  }

  @Test(arguments: [
    (#"{"current_password":"wrong horse","new_password":"battery staple"}"#, "INVALID_CREDENTIALS"),
    (#"{"current_password":"correct horse","new_password":"short"}"#, "INVALID_FIELD"),
    (#"{"current_password":"correct horse","new_password":"password"}"#, "INVALID_FIELD"),
    (#"{"current_password":"correct horse","new_password":"MARA@example.org"}"#, "INVALID_FIELD"),
    (#"{"new_password":"battery staple"}"#, "MISSING_FIELD"),
    (#"{"current_password":"correct horse"}"#, "MISSING_FIELD"),
  ])
  func `a password change with a fault leaves the password as it is`(body: String, error: String) throws {
    #expect(try site.send("POST", "/api/auth/password", body, token: token).error == error)
    let login = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#)
    #expect(login.status == 200)
  }

  @Test func `deleting a user requires the password and removes everything about the user`() throws {
    _ = try site.send("POST", "/api/interactions", #"{"movie_id":0}"#, token: token)
    #expect(try site.send("DELETE", "/api/auth/user", "", token: token).error == "MISSING_DATA")
    let wrong = try site.send("DELETE", "/api/auth/user", #"{"password":"wrong horse"}"#, token: token)
    #expect(wrong.error == "INVALID_CREDENTIALS")
    #expect(try site.send("DELETE", "/api/auth/user", #"{"password":"correct horse"}"#, token: token).status == 204)
    #expect(site.stores.accounts.isEmpty && site.stores.saved.isEmpty && site.stores.openSessions.isEmpty)
    #expect(try site.send("GET", "/api/auth/user", token: token).error == "INVALID_TOKEN")
  }

  @Test func `an export requires the password and contains everything about the user`() throws {
    let event = "0190f3f2-6f4a-7c8d-9e10-112233445566"
    let spent = "0190f3f2-6f4a-7c8d-9e10-665544332211"
    for body in [
      #"{"movie_id":0,"interaction_type":"rate","rating":4,"event_id":"\#(event)"}"#, #"{"movie_id":7}"#,
      #"{"movie_id":5,"event_id":"\#(spent)"}"#,
    ] {
      #expect(try site.send("POST", "/api/interactions", body, token: token).status == 201)
    }
    #expect(try site.send("DELETE", "/api/interactions/3", token: token).status == 204)
    _ = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"top_k":1}"#, token: token)
    let stranger = try site.register("otto")
    _ = try site.send("POST", "/api/interactions", #"{"movie_id":9}"#, token: stranger)

    let wrong = try site.send("POST", "/api/auth/export", #"{"password":"wrong horse"}"#, token: token)
    #expect(wrong.error == "INVALID_CREDENTIALS")
    let answer = try site.send("POST", "/api/auth/export", #"{"password":"correct horse"}"#, token: token)
    #expect(answer.status == 200 && answer.headers.contains { $0 == ("Cache-Control", "no-store") })
    #expect(
      Set(answer.members.keys) == [
        "user", "sessions", "interactions", "deleted_event_ids", "ratings", "watchlist", "dismissals",
        "recommendations", "imports", "left_out",
        "exported_at",
      ])
    #expect(answer["deleted_event_ids"] == .array([.string(spent)]))
    #expect(answer["sessions"]?.elements.first?["expires_at"] == .string("2026-12-23T10:15:30Z"))
    #expect(answer["user"]?["username"] == .string("mara"))
    #expect(answer["sessions"]?.elements.count == 1)
    let interactions = answer["interactions"]?.elements ?? []
    #expect(interactions.map { $0["movie_id"] } == [.integer(0), .integer(7), .integer(7)])
    #expect(interactions.first?["event_id"] == .string(event) && interactions.last?["event_id"] == .null)
    #expect(
      answer["ratings"]
        == .array([
          .object(["movie_id": .integer(0), "rating": .integer(4), "rated_at": .string("2026-11-23T10:15:30Z")])
        ]))
    #expect(answer["recommendations"]?.elements.count == 1)
    #expect(answer["left_out"] == .integer(0))
    #expect(!answer.text.contains("$2b$"))
  }

  @Test func `an export says how many impossible rows it leaves out, and the log names the first twenty`() throws {
    site.stores.impossibleRows = (1...25).map { "interactions.created_at is 0000-00-00, in the row with id \($0)" }
    let answer = try site.send("POST", "/api/auth/export", #"{"password":"correct horse"}"#, token: token)
    #expect(answer.status == 200 && answer["left_out"] == .integer(25))
    #expect(site.lines.count("an export leaves out an impossible row") == 20)
  }
}
