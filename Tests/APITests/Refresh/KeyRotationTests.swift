import API
import Credentials
import Foundation
import Logging
import Testing

struct KeyRotationTests {
  private let new = "fedcba9876543210fedcba9876543210"

  @Test func `after a rotation old tokens stay valid until their key is removed`() throws {
    let site = try Site()
    let first = try site.registerWithTokens()
    let old = String(decoding: Site.secret, as: UTF8.self)
    site.keys.replace(try KeyRing(contents: Array("\(new)\n\(old)".utf8)))
    #expect(try site.send("GET", "/api/auth/user", token: first.access).status == 200)
    let second = try site.tokens(
      in: try site.send("POST", "/api/auth/refresh", #"{"refresh_token":"\#(first.refresh)"}"#))
    site.keys.replace(try KeyRing(contents: Array(new.utf8)))
    #expect(try site.send("GET", "/api/auth/user", token: first.access).error == "INVALID_TOKEN")
    #expect(try site.send("GET", "/api/auth/user", token: second.access).status == 200)
    #expect(try site.send("POST", "/api/auth/refresh", #"{"refresh_token":"\#(second.refresh)"}"#).status == 200)
  }

  @Test func `a changed key file is read again, and a missing or invalid one leaves the keys as they are`() throws {
    let path = "\(NSTemporaryDirectory())marquee-keys-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
    let old = String(decoding: Site.secret, as: UTF8.self)
    let live = Live(try KeyRing(contents: Site.secret))
    var keys = KeyRefresher(live, path: path, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })) {
      try KeyRing(contents: Array(Data(contentsOf: URL(filePath: $0))))
    }
    try write(old)
    keys.refresh()
    #expect(live.current.keys.count == 1)
    try write("\(new)\n\(old)\n")
    keys.refresh()
    #expect(live.current.keys.count == 2)
    for broken in ["", "too short"] {
      try write(broken)
      keys.refresh()
      #expect(live.current.keys.count == 2)
    }
    try FileManager.default.removeItem(atPath: path)
    keys.refresh()
    #expect(live.current.keys.count == 2)
    try write(new)
    keys.refresh()
    #expect(try live.current == KeyRing(contents: Array(new.utf8)))
  }
}
