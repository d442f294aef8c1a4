import Credentials
import Testing

struct PasswordCheckTests {
  private let site: Site

  init() throws { site = try Site() }

  private func login(_ name: String, _ password: String) throws -> Site.Answer {
    try site.send("POST", "/api/auth/login", #"{"username":"\#(name)","password":"\#(password)"}"#)
  }

  @Test(arguments: ["mara", "nobody"])
  func `after four wrong passwords the next must wait, whether or not anyone has the name`(name: String) throws {
    _ = try site.register()
    for _ in 0..<5 { #expect(try login(name, "wrong horse").error == "INVALID_CREDENTIALS") }
    let refused = try login(name, "correct horse")
    #expect(refused.status == 429 && refused.error == "RATE_LIMITED")
    #expect(refused.headers.contains { $0 == ("Retry-After", "1") })
    site.elapsed.value = 1
    #expect(try login(name, "wrong horse").error == "INVALID_CREDENTIALS")
    #expect(try login(name, "wrong horse").headers.contains { $0 == ("Retry-After", "2") })
  }

  @Test func `a right password forgets the wrong ones`() throws {
    _ = try site.register()
    for _ in 0..<4 { _ = try login("mara", "wrong horse") }
    #expect(try login("mara", "correct horse").status == 200)
    for _ in 0..<5 { #expect(try login("mara", "wrong horse").error == "INVALID_CREDENTIALS") }
  }

  @Test func `an open session is never refused for what others try at the login`() throws {
    let token = try site.register()
    for _ in 0..<9 { _ = try login("mara", "wrong horse") }
    #expect(try login("mara", "correct horse").status == 429)
    #expect(try site.send("GET", "/api/auth/user", token: token).status == 200)
    let answer = try site.send(
      "POST", "/api/auth/password", #"{"current_password":"correct horse","new_password":"battery staple"}"#,
      token: token)
    #expect(answer.status == 204)
  }

  @Test func `a stolen session cannot try passwords without end either`() throws {
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
