import Credentials
import Domain
import Foundation

extension FuzzEntry {
  private static let secret = Array("0123456789abcdef0123456789abcdef".utf8)

  /// Tokens, and parts of tokens that are then signed: only those reach the claims.
  static let token = FuzzEntry(
    "token",
    texts: [
      #"{"alg":"HS256","typ":"JWT"}.{"sub":"42","sid":"7","iat":1000,"exp":2000}"#,
      #"{"alg":"none"}.{"sub":"42","sid":"7","iat":1e3,"exp":9e18}"#, #"{"alg":"HS256","kid":"x","crit":[]}.{}"#,
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.AAAA", "a.b.c", "..", "YQ", "YR", "Y",
    ]
  ) { bytes in
    guard let ring = try? KeyRing(contents: secret) else { return "the key is refused" }
    let tokens = AccessTokens(ring)
    let now = Timestamp(seconds: 1_500)
    let text = String(decoding: bytes, as: UTF8.self)
    if (try? tokens.verify(text, at: now)) != nil { return "a token without a signature is accepted" }
    if let fault = base64Fault(text) { return fault }
    let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let signed = parts.map(Base64URL.encode).joined(separator: ".")
    let code = HMACSHA256(key: secret).authenticate(signed.utf8)
    guard let claims = try? tokens.verify("\(signed).\(Base64URL.encode(code))", at: now) else { return nil }
    if claims.expiresAt <= now.seconds { return "an expired token is accepted" }
    return (try? tokens.verify(tokens.issue(claims), at: now)) == claims ? nil : "issuing the claims changes them"
  }

  /// Base64URL beside Foundation's Base64, which takes padding, and bits that count for nothing.
  private static func base64Fault(_ text: String) -> String? {
    let usual = text.replacing("-", with: "+").replacing("_", with: "/")
    let padded = usual + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let isInAlphabet = !text.utf8.contains { [0x2B, 0x2F, 0x3D].contains($0) }
    let other = isInAlphabet ? Data(base64Encoded: padded).map(Array.init) : nil
    let bytes = Base64URL.decode(text)
    if let bytes, bytes != other { return "Base64URL is read in another way than by Foundation" }
    if let bytes, Base64URL.encode(bytes) != text { return "a value has two forms in Base64URL" }
    if bytes == nil, let other, Base64URL.encode(other) == text { return "Base64URL is refused" }
    return nil
  }

  static let keys = FuzzEntry(
    "keys",
    texts: [
      "0123456789abcdef0123456789abcdef", "\n\n",
      "0123456789abcdef0123456789abcdef\r\nfedcba9876543210fedcba9876543210\n",
      "short", String(repeating: "x", count: 40), "changeme\n",
    ]
  ) { bytes in
    do throws(KeyRing.Fault) {
      let ring = try KeyRing(contents: bytes)
      let lines = bytes.split(separator: 0x0A).filter { $0 != [0x0D] }
      return ring.keys.isEmpty || lines.contains { $0.count < 32 } ? "a short key is accepted" : nil
    } catch {
      return "\(error)".isEmpty ? "a fault without a description" : nil
    }
  }
}
