import Credentials
import Domain
import Testing

struct PasswordCheckTests {
  private let site: Site

  init() throws { site = try Site() }

  private func login(_ name: String, _ password: String, from client: String = "192.0.2.1") throws -> Site.Answer {
    try site.send("POST", "/api/auth/login", #"{"username":"\#(name)","password":"\#(password)"}"#, from: client)
  }

  @Test func `wrong passwords from elsewhere never lock the owner out of a network known to the account`() throws {
    _ = try site.register()
    // A distributed attack, which goes on while the owner logs in.
    for address in 0..<250 { _ = try login("mara", "wrong horse", from: "198.51.100.\(address)") }
    for _ in 0..<60 {
      site.elapsed.value += 2
      _ = try login("mara", "wrong horse", from: "2001:db8::1")
      #expect(try login("mara", "correct horse").status == 200)
    }
    // A login from an unknown network must wait, even without failed attempts from there.
    #expect(try login("mara", "correct horse", from: "203.0.113.9").status == 429)
  }

  @Test func `wrong passwords from one network do not delay logins from another`() throws {
    _ = try site.register()
    for _ in 0..<50 { _ = try login("mara", "wrong horse", from: "2001:db8::1") }
    // Another address of the same network.
    #expect(try login("mara", "correct horse", from: "2001:db8::2").status == 429)
    #expect(try login("mara", "correct horse", from: "2001:db8:0:1::1").status == 200)
    // That login made the network known to the account.
    for address in 0..<250 { _ = try login("mara", "wrong horse", from: "198.51.100.\(address)") }
    #expect(try login("mara", "correct horse", from: "2001:db8:0:1::2").status == 200)
  }

  @Test func `a refresh makes a network known`() throws {
    let refresh = try site.registerWithTokens().refresh
    let body = #"{"refresh_token":"\#(refresh)"}"#
    #expect(try site.send("POST", "/api/auth/refresh", body, from: "203.0.113.9").status == 200)
    for address in 0..<250 { _ = try login("mara", "wrong horse", from: "198.51.100.\(address)") }
    #expect(try login("mara", "correct horse", from: "203.0.113.9").status == 200)
  }

  @Test func `a login renews an old hash so that every Unicode form of the password matches`() throws {
    _ = try site.register()
    let user = try #require(site.stores.accounts.first?.user.id)
    let (composed, decomposed) = ("caf\u{E9} au lait", "cafe\u{301} au lait")
    site.stores.setPassword(of: user, to: Password.hash(decomposed, cost: 4))
    #expect(try login("mara", composed).status == 401)
    #expect(try login("mara", decomposed).status == 200)
    // The login has renewed the hash.
    #expect(try login("mara", composed).status == 200 && login("mara", decomposed).status == 200)
  }

  @Test(arguments: ["mara", "nobody"])
  func `after five wrong passwords a login must wait, whether or not the name exists`(name: String) throws {
    _ = try site.register()
    for _ in 0..<5 { #expect(try login(name, "wrong horse").error == "INVALID_CREDENTIALS") }
    let refused = try login(name, "correct horse")
    #expect(refused.status == 429 && refused.error == "RATE_LIMITED")
    #expect(refused.headers.contains { $0 == ("Retry-After", "1") })
    site.elapsed.value = 1
    #expect(try login(name, "wrong horse").error == "INVALID_CREDENTIALS")
    #expect(try login(name, "wrong horse").headers.contains { $0 == ("Retry-After", "2") })
  }

  @Test func `a correct password resets the count of wrong ones`() throws {
    _ = try site.register()
    for _ in 0..<4 { _ = try login("mara", "wrong horse") }
    #expect(try login("mara", "correct horse").status == 200)
    for _ in 0..<5 { #expect(try login("mara", "wrong horse").error == "INVALID_CREDENTIALS") }
  }

  @Test func `failed logins never lock out an open session`() throws {
    let token = try site.register()
    for _ in 0..<9 { _ = try login("mara", "wrong horse") }
    #expect(try login("mara", "correct horse").status == 429)
    #expect(try site.send("GET", "/api/auth/user", token: token).status == 200)
    let answer = try site.send(
      "POST", "/api/auth/password", #"{"current_password":"correct horse","new_password":"battery staple"}"#,
      token: token)
    #expect(answer.status == 204)
  }

  @Test func `password confirmations within a session are rate limited`() throws {
    let token = try site.register()
    for _ in 0..<5 {
      #expect(
        try site.send("DELETE", "/api/auth/user", #"{"password":"wrong horse"}"#, token: token).error
          == "INVALID_CREDENTIALS")
    }
    #expect(
      try site.send("DELETE", "/api/auth/user", #"{"password":"correct horse"}"#, token: token).error == "RATE_LIMITED")
  }
}
