import Credentials
import Testing

struct SigningKeyTests {
  @Test func `a secret of fewer than 32 bytes is refused`() {
    #expect(throws: SigningKey.Fault.tooShort(bytes: 31)) {
      try SigningKey(secret: Array("0123456789abcdef0123456789abcde".utf8))
    }
    #expect(throws: Never.self) { try SigningKey(secret: Array("0123456789abcdef0123456789abcdef".utf8)) }
  }

  @Test func `equal keys have equal ids, and different keys different ones`() throws {
    let key = try SigningKey(secret: Array("0123456789abcdef0123456789abcdef".utf8))
    #expect(key.id == (try SigningKey(secret: Array("0123456789abcdef0123456789abcdef".utf8))).id)
    #expect(key.id != (try SigningKey(secret: Array("0123456789abcdef0123456789abcdeg".utf8))).id)
    #expect(key.id.utf8.count == 8)
  }

  @Test(arguments: [
    "a-string-secret-at-least-256-bits-long", "Jwt-Secret-Key-Change-In-Production", String(repeating: "x", count: 64),
  ])
  func `a well-known or trivial secret is refused`(secret: String) {
    #expect(throws: SigningKey.Fault.wellKnown) { try SigningKey(secret: Array(secret.utf8)) }
  }

  @Test func `a signing key never prints its secret`() throws {
    let key = try SigningKey(secret: Array("0123456789abcdef0123456789abcdef".utf8))
    var dumped = ""
    dump(key, to: &dumped)
    #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("48"))
    #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("0123"))
  }
}
