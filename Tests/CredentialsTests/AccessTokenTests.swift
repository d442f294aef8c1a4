import Credentials
import Domain
import Testing

struct AccessTokenTests {
  private let tokens: AccessTokens
  private let claims = Claims(subject: 42, session: 7, issuedAt: 1_000, expiresAt: 2_000)

  init() throws {
    tokens = AccessTokens(try KeyRing(contents: Array("0123456789abcdef0123456789abcdef".utf8)))
  }

  /// A token with any header and payload, signed with `secret`.
  private func sign(
    header: String, payload: String, secret: String = "0123456789abcdef0123456789abcdef"
  ) -> String {
    let signed = "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(payload.utf8))"
    let code = HMACSHA256(key: Array(secret.utf8)).authenticate(signed.utf8)
    return "\(signed).\(Base64URL.encode(code))"
  }

  @Test func `verifying a token returns the claims that were signed`() throws {
    #expect(try tokens.verify(tokens.issue(claims), at: Timestamp(seconds: 1_500)) == claims)
  }

  @Test func `a token is refused from the second in which it expires`() throws {
    let token = tokens.issue(claims)
    #expect(try tokens.verify(token, at: Timestamp(seconds: 1_999)) == claims)
    #expect(throws: TokenError.expired) { try tokens.verify(token, at: Timestamp(seconds: 2_000)) }
  }

  @Test func `a token issued more than a minute in the future is refused`() throws {
    let token = tokens.issue(claims)
    #expect(try tokens.verify(token, at: Timestamp(seconds: 940)) == claims)
    #expect(throws: TokenError.notYetValid) { try tokens.verify(token, at: Timestamp(seconds: 939)) }
  }

  @Test func `a token signed with another key is refused`() throws {
    let other = AccessTokens(try KeyRing(contents: Array("fedcba9876543210fedcba9876543210".utf8)))
    #expect(throws: TokenError.unknownKey) { try tokens.verify(other.issue(claims), at: Timestamp(seconds: 1_500)) }
    let signed = sign(header: #"{"alg":"HS256"}"#, payload: Self.payload, secret: "fedcba9876543210fedcba9876543210")
    #expect(throws: TokenError.wrongSignature) { try tokens.verify(signed, at: Timestamp(seconds: 1_500)) }
  }

  @Test func `an access token with any one character changed is refused`() throws {
    let token = tokens.issue(claims)
    for index in token.indices {
      var changed = token
      changed.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
      #expect(throws: TokenError.self) { try tokens.verify(changed, at: Timestamp(seconds: 1_500)) }
    }
  }

  @Test func `a token that has been verified is verified again, and nothing else with it`() throws {
    let time = Timestamp(seconds: 1_500)
    let all = (0..<200).map { number in
      Claims(subject: number, session: 7, issuedAt: 1_000, expiresAt: 2_000 - number)
    }
    let issued = all.map(tokens.issue)
    for _ in 0..<2 {
      for (token, claims) in zip(issued, all) {
        for _ in 0..<2 { #expect(try tokens.verify(token, at: time) == claims) }
        #expect(throws: TokenError.expired) { try tokens.verify(token, at: Timestamp(seconds: claims.expiresAt)) }
        #expect(throws: TokenError.notYetValid) { try tokens.verify(token, at: Timestamp(seconds: 900)) }
        #expect(throws: TokenError.self) { try tokens.verify(token + "A", at: time) }
      }
    }
    // The sign of Kelvin and the letter are the same character to Unicode.
    let token = try #require(issued.first { $0.contains("K") })
    _ = try tokens.verify(token, at: time)
    #expect(throws: TokenError.malformed) {
      try tokens.verify(token.replacing("K", with: "\u{212A}"), at: time)
    }
  }

  private static let payload = #"{"sub":"42","sid":"7","iat":1000,"exp":2000}"#

  @Test(arguments: [
    #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":"HS512"}"#, #"{"alg":"RS256"}"#, #"{"typ":"JWT"}"#,
    #"{"alg":"HS256","crit":["exp"]}"#, #"{"alg":["HS256"]}"#, #"{"alg":"hs256"}"#,
  ])
  func `a token header with any algorithm but HS256 or with a critical extension is refused`(header: String) {
    #expect(throws: TokenError.unsupportedHeader) {
      try tokens.verify(sign(header: header, payload: Self.payload), at: Timestamp(seconds: 1_500))
    }
  }

  @Test func `an unsigned token is refused`() {
    let unsigned = "\(Base64URL.encode(#"{"alg":"none"}"#.utf8)).\(Base64URL.encode(Self.payload.utf8))."
    #expect(throws: TokenError.unsupportedHeader) { try tokens.verify(unsigned, at: Timestamp(seconds: 1_500)) }
  }

  @Test func `a token header with the same content in another notation is accepted`() throws {
    #expect(
      try tokens.verify(sign(header: #"{ "alg" : "HS256" }"#, payload: Self.payload), at: Timestamp(seconds: 1_500))
        == claims)
  }

  @Test(arguments: [
    (#"{"sub":42,"sid":"7","iat":1000,"exp":2000}"#, "sub"), (#"{"sub":"x","sid":"7","iat":1000,"exp":2000}"#, "sub"),
    (#"{"sid":"7","iat":1000,"exp":2000}"#, "sub"), (#"{"sub":"42","sid":"7","exp":2000}"#, "iat"),
    (#"{"sub":"42","iat":1000,"exp":2000}"#, "sid"), (#"{"sub":"42","sid":7,"iat":1000,"exp":2000}"#, "sid"),
    (#"{"sub":"42","sid":"7","iat":1000}"#, "exp"), (#"{"sub":"42","sid":"7","iat":1000,"exp":"2000"}"#, "exp"),
    (#"{"sub":"42","sid":"7","iat":1000,"exp":1e300}"#, "exp"),
  ])
  func `every claim is required with its type`(payload: String, claim: String) {
    #expect(throws: TokenError.invalidClaim(claim)) {
      try tokens.verify(sign(header: #"{"alg":"HS256","typ":"JWT"}"#, payload: payload), at: Timestamp(seconds: 1_500))
    }
  }

  @Test func `during a key rotation the newest key signs and all keys verify`() throws {
    let (old, new) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210")
    let both = AccessTokens(try KeyRing(contents: Array("\(new)\n\(old)\n".utf8)))
    let newest = AccessTokens(try KeyRing(contents: Array(new.utf8)))
    #expect(try both.verify(tokens.issue(claims), at: Timestamp(seconds: 1_500)) == claims)
    #expect(try newest.verify(both.issue(claims), at: Timestamp(seconds: 1_500)) == claims)
    #expect(throws: TokenError.unknownKey) { try newest.verify(tokens.issue(claims), at: Timestamp(seconds: 1_500)) }
  }

  @Test func `a token must be signed with the key that it names`() throws {
    let (old, new) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210")
    let both = try KeyRing(contents: Array("\(new)\n\(old)\n".utf8))
    let signed = sign(header: #"{"alg":"HS256","kid":"\#(both.signing.id)"}"#, payload: Self.payload, secret: old)
    #expect(throws: TokenError.wrongSignature) { try AccessTokens(both).verify(signed, at: Timestamp(seconds: 1_500)) }
  }

  @Test(arguments: ["", ".", "..", "...", "a.b.c", "a.b.c.d", String(repeating: "a", count: 10_000)])
  func `a text that is not a token is refused`(text: String) {
    #expect(throws: TokenError.self) { try tokens.verify(text, at: Timestamp(seconds: 1_500)) }
  }
}
