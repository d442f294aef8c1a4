import Credentials
import Testing

struct HMACTests {
  /// RFC 4231 §4.2, §4.3 and §4.7 (a key longer than a block).
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `HMAC-SHA256 gives the answers of RFC 4231`(key: [UInt8], message: String, code: String) {
    let authenticator = HMACSHA256(key: key)
    for _ in 0..<2 {
      let computed = authenticator.authenticate(message.utf8)
      #expect(computed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == code)
      #expect(authenticator.isValid(computed, for: message.utf8))
    }
  }

  /// RFC 7515, appendix A.1.
  @Test func `HMAC-SHA256 gives the example signature of RFC 7515`() throws {
    let key = try #require(
      Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
    let signed =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
      + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    #expect(
      Base64URL.encode(HMACSHA256(key: key).authenticate(signed.utf8)) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
  }

  @Test func `an authentication code of the wrong length is never valid`() {
    #expect(!HMACSHA256(key: [1]).isValid([], for: "".utf8))
  }
}
