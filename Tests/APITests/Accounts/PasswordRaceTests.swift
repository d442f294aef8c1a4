import Credentials
import Domain
import JSON
import Testing

/// The password changes while another request is checking the old one: that request must have no effect.
struct PasswordRaceTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  /// From now on the password changes each time after its hash has been read.
  private func changeMeanwhile() {
    site.stores.meanwhile = { $0.setPassword(of: 1, to: Password.hash("another horse", cost: 4)) }
  }

  @Test func `a login with the old password during a password change opens no session`() throws {
    changeMeanwhile()
    let answer = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#)
    #expect(answer.status == 401 && answer.error == "INVALID_CREDENTIALS" && answer["token"] == nil)
    #expect(site.stores.openSessions.count == 1)
  }

  @Test func `a second password change during the first is refused`() throws {
    changeMeanwhile()
    let body = #"{"current_password":"correct horse","new_password":"battery staple"}"#
    #expect(try site.send("POST", "/api/auth/password", body, token: token).error == "INVALID_CREDENTIALS")
    #expect(Password.matches("another horse", site.stores.accounts[0].passwordHash))
  }

  @Test func `a profile change or a deletion during a password change is refused`() throws {
    changeMeanwhile()
    let body = #"{"email":"new@example.org","password":"correct horse"}"#
    #expect(try site.send("PATCH", "/api/auth/user", body, token: token).error == "INVALID_CREDENTIALS")
    site.stores.setPassword(of: 1, to: Password.hash("correct horse", cost: 4))
    #expect(
      try site.send("DELETE", "/api/auth/user", #"{"password":"correct horse"}"#, token: token).error
        == "INVALID_CREDENTIALS")
    #expect(site.stores.accounts.map(\.user.email) == ["mara@example.org"])
  }

  @Test func `an export during a password change is refused`() throws {
    changeMeanwhile()
    let answer = try site.send("POST", "/api/auth/export", #"{"password":"correct horse"}"#, token: token)
    #expect(answer.error == "INVALID_CREDENTIALS" && answer["user"] == nil)
  }

  @Test func `an export is refused if the session ends during the password check`() throws {
    site.stores.meanwhile = { $0.openSessions.removeAll() }
    let answer = try site.send("POST", "/api/auth/export", #"{"password":"correct horse"}"#, token: token)
    #expect(answer.error == "INVALID_TOKEN")
  }

  @Test func `a password cannot be changed to itself, so that a one-time password is really replaced`() throws {
    let body = #"{"current_password":"correct horse","new_password":"correct horse"}"#
    let answer = try site.send("POST", "/api/auth/password", body, token: token)
    #expect(answer.error == "INVALID_FIELD" && answer["details"] == .string("new_password"))
  }

  @Test(arguments: [("username", "Correct Horse"), ("email", "a@b.example")])
  func `username and e-mail cannot be changed to the password`(field: String, value: String) throws {
    site.stores.setPassword(of: 1, to: Password.hash(value.lowercased(), cost: 4))
    let body = #"{"\#(field)":"\#(value)","password":"\#(value.lowercased())"}"#
    let answer = try site.send("PATCH", "/api/auth/user", body, token: token)
    #expect(answer.error == "INVALID_FIELD" && answer["details"] == .string(field), "\(answer.text)")
  }

  @Test func `a profile change that needs no password succeeds during a password change`() throws {
    changeMeanwhile()
    #expect(try site.send("PATCH", "/api/auth/user", #"{"age":40}"#, token: token).status == 200)
  }

  @Test func `a login with a one-time password is told to change it`() throws {
    let plain = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#)
    #expect(plain["must_change_password"] == nil)
    site.stores.setPassword(of: 1, to: Password.hash("handed over", cost: 4), isOneTime: true)
    let answer = try site.send("POST", "/api/auth/login", #"{"username":"mara","password":"handed over"}"#)
    #expect(answer.status == 200 && answer["must_change_password"] == .bool(true))
  }
}
