import Glibc
import Testing

/// The pool's clock jumps ahead and back. libfaketime fakes it for the pool alone, so the site of this test has no
/// `queue_timeout`, which compares that clock with the time at which nginx sent a request.
extension LiveSuites {
  @Suite struct Clocks {
    @Test func `a clock that jumps ahead and back does not end a session permanently`() throws {
      let site = try LiveSite(["queue_timeout": "0"])
      let clock = "\(site.folder)/clock"
      try writeText("+0", to: clock)
      // libfaketime changes the environment of the first program it is loaded into, and Swift would lose its arguments
      // there.
      try site.restartServer(
        through: ["env"],
        environment: [
          "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "FAKETIME_TIMESTAMP_FILE": clock,
          "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1",
        ])
      let registration = try site.client.post(
        "/api/auth/register", ["username": "traveller", "email": "t@example.com", "password": "correct horse"])
      let first = try expectSuccess(registration, 201)
      let token = try #require(first["token"]?.string)
      func user() throws -> HTTPAnswer { try site.client.get("/api/auth/user", token: token) }
      func refresh(_ token: String) throws -> HTTPAnswer {
        try site.client.post("/api/auth/refresh", ["refresh_token": .string(token)])
      }
      func sessions() throws -> String { try site.schema.sql("SELECT COUNT(*) FROM sessions") }
      let before = try sessions()

      // An access token is valid for one day, a session for thirty.
      try writeText("+2d", to: clock)
      #expect(try eventually { try user().status == 401 })
      try expectError(try user(), 401, "TOKEN_EXPIRED")
      let second = try expectSuccess(try refresh(#require(first["refresh_token"]?.string)), 200)
      let renewed = try #require(second["refresh_token"]?.string)

      try writeText("+200d", to: clock)
      #expect(try eventually { try refresh(renewed).status == 401 })
      // Every worker looks for expired rows at once, but by the clock of the database, which has not moved.
      pause(3)
      #expect(try sessions() == before)
      #expect(try site.client.get("/api/health/ready").status == 200)

      try writeText("+0", to: clock)
      #expect(try eventually { try user().status == 200 })
      #expect(try refresh(renewed).status == 200)
      #expect(try sessions() == before)
      #expect(!site.serverLog.contains("worker stalled") && !site.serverLog.contains("worker crashed"))
    }
  }
}
