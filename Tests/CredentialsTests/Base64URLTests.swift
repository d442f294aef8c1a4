import Credentials
import Testing

struct Base64URLTests {
  /// RFC 4648 §10, without padding, and the two characters of §5.
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
    ("foobar", "Zm9vYmFy"), ("\u{3}\u{F0}", "A8Ow"),
  ])
  func `base64url encodes bytes and decodes them back`(text: String, encoded: String) {
    #expect(Base64URL.encode(text.utf8) == encoded)
    #expect(Base64URL.decode(encoded) == Array(text.utf8))
  }

  @Test func `base64url uses the URL-safe alphabet`() {
    #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    #expect(Base64URL.decode("+/8") == nil)
  }

  @Test(arguments: ["Zg==", "Zh", "Z", "Zm9v ", "Zm9v\n", "Zm=v"])
  func `base64url with padding, spare bits or other characters is refused`(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }
}
