import Domain
import JSON
import Testing

struct AccountTests {
  private let site: Site

  init() throws { site = try Site() }

  @Test func `registration returns the user and a working token`() throws {
    let answer = try site.send(
      "POST", "/api/auth/register",
      #"{"username":"mara","email":"m@example.org","password":"correct horse","age":30,"gender":null}"#)
    #expect(answer.status == 201)
    #expect(
      answer["user"]
        == .object([
          "id": .integer(1), "username": .string("mara"), "email": .string("m@example.org"), "age": .integer(30),
          "gender": .null, "created_at": .string("2026-11-23T10:15:30Z"),
        ]))
    #expect(answer["expires_in"] == .integer(3_600))
    #expect(answer.headers.contains { $0 == ("Cache-Control", "no-store") })
    guard case .string(let token)? = answer["token"] else { throw StoreError.failed(answer.text) }
    #expect(try site.send("GET", "/api/auth/user", token: token)["user"] == answer["user"])
  }

  @Test func `registration stores only a hash of the password`() throws {
    _ = try site.register()
    #expect(site.stores.accounts[0].passwordHash.hasPrefix("$2b$04$"))
  }

  @Test(arguments: ["username", "email"])
  func `a user can log in with username or e-mail, in either field`(field: String) throws {
    _ = try site.register()
    for login in ["mara", "mara@example.org"] {
      let answer = try site.send("POST", "/api/auth/login", #"{"\#(field)":"\#(login)","password":"correct horse"}"#)
      #expect(answer.status == 200)
      #expect(answer["token"] != nil)
    }
  }

  @Test(arguments: [
    #"{"username":"mara","password":"wrong horse"}"#, #"{"username":"nobody","password":"correct horse"}"#,
  ])
  func `a login with a wrong password and one with an unknown name get the same answer`(body: String) throws {
    _ = try site.register()
    let answer = try site.send("POST", "/api/auth/login", body)
    #expect(answer.status == 401)
    #expect(answer.text == #"{"error":"INVALID_CREDENTIALS","message":"The username or the password is wrong."}"#)
    #expect(answer.headers.contains { $0 == ("WWW-Authenticate", "Bearer") })
  }

  @Test func `a username or an e-mail that is in use cannot be registered again`() throws {
    _ = try site.register()
    for body in [
      #"{"username":"MARA","email":"other@example.org","password":"correct horse"}"#,
      #"{"username":"other","email":"Mara@Example.org","password":"correct horse"}"#,
    ] {
      let answer = try site.send("POST", "/api/auth/register", body)
      #expect(answer.status == 409 && answer.error == "USER_EXISTS")
    }
  }

  @Test(arguments: [
    (#"{"email":"a@b.c","password":"correct horse"}"#, "username"),
    (#"{"username":"mara","password":"correct horse"}"#, "email"),
    (#"{"username":"mara","email":"a@b.c"}"#, "password"),
  ])
  func `a registration without a required field is refused`(body: String, field: String) throws {
    let answer = try site.send("POST", "/api/auth/register", body)
    #expect(answer.error == "MISSING_FIELD" && answer["details"] == .string(field), "\(answer.text)")
  }

  @Test(arguments: ["a@b", "a.b-c@d-e.f", "-a-@b.c", "\u{E4}@\u{F6}.example", "a@[127.0.0.1]", "a+b@c.d"])
  func `an e-mail address with valid parts is accepted`(email: String) throws {
    let body = #"{"username":"mara","email":"\#(email)","password":"correct horse"}"#
    #expect(try site.send("POST", "/api/auth/register", body).status == 201)
  }

  @Test func `a user whose e-mail is older than the rule on dots can still log in`() throws {
    _ = try site.register()
    site.stores.setEmail(of: 1, to: "a..b@c.d")
    let body = #"{"email":"a..b@c.d","password":"correct horse"}"#
    #expect(try site.send("POST", "/api/auth/login", body).status == 200)
  }

  /// One invalid value each; all other fields are valid.
  @Test(arguments: [
    ("username", #""ma""#), ("username", #""m@ra""#), ("username", #"" mara""#), ("username", #""mara ""#),
    ("username", #""ma\u0000ra""#), ("username", #""ma\u202era""#), ("username", #""ma\u200bra""#),
    ("username", #""\u0301\u0302\u0303\u0304""#), ("username", #""\u0301mara""#),
    ("username", #""\u0640\u0640\u0640""#), ("username", "5"),
    ("email", #""ab.c""#), ("email", #""a@b@c""#), ("email", #""@b.c""#), ("email", "\"a@b@\u{301}c\""),
    ("email", #""a@b..c""#), ("email", #"".a@b.c""#), ("email", #""a.@b.c""#), ("email", #""a..b@c.d""#),
    ("email", #""a@.b.c""#), ("email", #""a@b.c.""#), ("email", #""a@-b.c""#), ("email", #""a@b.c-""#),
    ("email", #""a@b-.c""#),
    ("password", #""1234567""#), ("password", #""correct\u0000horse""#), ("password", #""12345678""#),
    ("password", #""        ""#), ("password", #""zzzzzzzzzz""#), ("password", #""Marabella""#),
    ("age", "131"), ("age", "1.5"), ("gender", #""""#),
  ])
  func `a registration with an invalid field is refused, and the field is named`(field: String, value: String) throws {
    var fields = [
      "username": #""marabella""#, "email": #""a@b.c""#, "password": #""correct horse""#, "age": "30",
      "gender": #""F""#,
    ]
    func register() throws -> Site.Answer {
      let body = fields.map { #""\#($0)":\#($1)"# }.joined(separator: ",")
      return try site.send("POST", "/api/auth/register", "{\(body)}")
    }
    let good = fields[field]
    fields[field] = value
    let answer = try register()
    #expect(
      answer.status == 400 && answer.error == "INVALID_FIELD" && answer["details"] == .string(field), "\(answer.text)")
    #expect(site.stores.accounts.isEmpty)
    fields[field] = good
    #expect(try register().status == 201)
  }

  @Test(arguments: [
    ("", "MISSING_DATA"), ("{}", "MISSING_DATA"), ("{", "INVALID_JSON"),
    (#"{"username":"mara","email":"a@b.c","password":"correct horse","admin":true}"#, "INVALID_FIELD"),
  ])
  func `an empty or malformed registration or one with an unknown field is refused`(body: String, code: String) throws {
    let answer = try site.send("POST", "/api/auth/register", body)
    #expect(answer.status == 400 && answer.error == code, "\(answer.text)")
    #expect(site.stores.accounts.isEmpty)
  }

  @Test func `a login name that could never be registered is refused, even if the collation matches one`() throws {
    _ = try site.register()
    // The database's collation ignores a zero-width space.
    site.stores.namesAreLoose = true
    let answer = try site.send(
      "POST", "/api/auth/login", #"{"username":"ma\u200bra","password":"correct horse"}"#)
    #expect(answer.error == "INVALID_CREDENTIALS")
  }

  @Test func `a username is stored in Unicode composed form`() throws {
    _ = try site.send(
      "POST", "/api/auth/register", #"{"username":"Jose\u0301","email":"j@example.org","password":"correct horse"}"#)
    #expect(site.stores.accounts[0].user.username.map { Array($0.unicodeScalars) } == Array("José".unicodeScalars))
  }

  @Test func `missing, invalid and expired tokens and a token of an unknown user get their own error codes`() throws {
    _ = try site.register()
    let now = Site.now.seconds
    let cases: [(String?, String)] = [
      (nil, "MISSING_TOKEN"), ("x", "INVALID_TOKEN"),
      (try site.token(subject: 1, issuedAt: now - 7_200, expiresAt: now), "TOKEN_EXPIRED"),
      (try site.token(subject: 99, issuedAt: now, expiresAt: now + 60), "INVALID_TOKEN"),
    ]
    for (token, code) in cases {
      let answer = try site.send("GET", "/api/auth/user", token: token)
      #expect(answer.status == 401 && answer.error == code)
    }
  }

  @Test func `a store that is down is answered with 503, Retry-After and no internal details`() throws {
    let token = try site.register()
    site.stores.error = .unavailable("secret host")
    let answer = try site.send("GET", "/api/auth/user", token: token)
    #expect(answer.status == 503 && answer.error == "DATABASE_UNAVAILABLE")
    #expect(answer.headers.contains { $0.name == "Retry-After" })
    #expect(!answer.text.contains("secret"))
  }

  @Test func `an internal error is answered with 500 and no internal details`() throws {
    let token = try site.register()
    site.stores.error = .failed("SELECT secret")
    let answer = try site.send("GET", "/api/auth/user", token: token)
    #expect(answer.status == 500 && answer.error == "INTERNAL_ERROR" && !answer.text.contains("SELECT"))
  }
}
