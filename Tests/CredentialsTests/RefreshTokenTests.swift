import Credentials
import Testing

struct RefreshTokenTests {
  private let old = "0123456789abcdef0123456789abcdef"
  private let new = "fedcba9876543210fedcba9876543210"
  private let secret = [UInt8](repeating: 7, count: 32)

  private func tokens(_ secrets: String) throws -> RefreshTokens {
    RefreshTokens(try KeyRing(contents: Array(secrets.utf8)))
  }

  @Test(arguments: [1, 0, -1, .max, .min] as [Int64])
  func `a refresh token contains its session and its secret`(session: Int64) throws {
    let tokens = try tokens(old)
    let read = try #require(tokens.read(tokens.token(session: session, secret: secret)))
    #expect(read.session == session && read.secret == secret && read.hash == sha256(secret))
  }

  @Test func `a refresh token with any one character changed is refused`() throws {
    let tokens = try tokens(old)
    let token = tokens.token(session: 5, secret: secret)
    #expect(token.utf8.count == 75)
    for index in token.indices {
      var changed = token
      changed.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
      #expect(tokens.read(changed) == nil)
    }
  }

  @Test(arguments: ["", "A", String(repeating: "A", count: 75), String(repeating: "A", count: 100_000), "ä"])
  func `a made-up refresh token is refused`(text: String) throws {
    #expect(try tokens(old).read(text) == nil)
  }

  @Test func `a refresh token has the same successor after a key rotation`() throws {
    let before = try tokens(old)
    let after = try tokens("\(new)\n\(old)")
    let token = before.token(session: 5, secret: secret)
    let successor = before.successor(of: try #require(before.read(token)))
    #expect(successor == after.successor(of: try #require(after.read(token))))
    #expect(successor != secret && successor.count == 32)
    #expect(try tokens(new).read(token) == nil)
  }

  @Test func `random secrets of refresh tokens differ each time`() {
    #expect(Set((0..<100).map { _ in RefreshTokens.randomSecret() }).count == 100)
  }

  @Test func `a tag made with the key of access tokens is refused in a refresh token`() throws {
    let body = [UInt8](repeating: 0, count: 8) + secret
    let tag = HMACSHA256(key: Array(old.utf8)).authenticate(body).prefix(16)
    #expect(try tokens(old).read(Base64URL.encode(body + tag)) == nil)
  }
}
