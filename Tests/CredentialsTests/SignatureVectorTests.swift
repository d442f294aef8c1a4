import Testing

@testable import Credentials

/// The groups of Wycheproof's `json_web_signature_test` that have an HS256 key, with the numbers of the cases there.
struct SignatureVectorTests {
  struct SignatureVector: Sendable, CustomTestStringConvertible {
    let number: Int
    let isValid: Bool
    let token: String

    init(_ number: Int, _ isValid: Bool, _ token: String) {
      self.number = number
      self.isValid = isValid
      self.token = token
    }

    var testDescription: String { "case \(number)" }
  }

  /// Whether the signature holds and the payload can be read.
  private func holds(_ token: String, keyID: String, key: String) throws -> Bool {
    let tokens = AccessTokens([(id: keyID, secret: try #require(Base64URL.decode(key)))])
    guard let payload = try? tokens.verifiedPayload(of: token) else { return false }
    return Base64URL.decode(payload) != nil
  }

  @Test(arguments: Self.hs256) func `tokens with missing, changed or added parts are refused`(vector: SignatureVector)
    throws
  {
    let key = "-ebuDNsVZ2iJtoZ-akfXTSCt4UO2cruLCsbWlBinggE"
    #expect(try holds(vector.token, keyID: "kid-aes-sign", key: key) == vector.isValid)
  }

  /// RFC 7520 §4.4.
  @Test func `the HS256 example of RFC 7520 is accepted`() throws {
    let token =
      "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9."
      + "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9h"
      + "ZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3"
      + "ZXB0IG9mZiB0by4.s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
    let key = "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"
    #expect(try holds(token, keyID: "018c0ae5-4d9b-471b-bfd6-eef314bc7037", key: key))
  }

  @Test(arguments: Self.base64) func `tokens that are not strictly base64url are refused`(vector: SignatureVector)
    throws
  {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    #expect(try holds(vector.token, keyID: "hs256-key", key: key) == vector.isValid)
  }

  private static let header = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9"
  private static let code = "TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg"

  private static let hs256 = [
    SignatureVector(1, true, "\(header).Zm9v.\(code)"),
    SignatureVector(2, false, "\(header).Zm9v.X\(code.dropFirst())"),
    SignatureVector(3, false, "\(header).Zm9v."),
    SignatureVector(4, false, "\(header).Zm9v"),
    SignatureVector(5, false, "\(header).WG9v.\(code)"),
    SignatureVector(6, false, "\(header)..\(code)"),
    SignatureVector(7, false, "\(header).\(code)"),
    SignatureVector(8, false, "eyJhbGciOiJIUzI1NiIsImtpZCI6IlhpZC1hZXMtc2lnbiJ9.Zm9v.\(code)"),
    SignatureVector(9, false, ".Zm9v.\(code)"),
    SignatureVector(10, false, "Zm9v.\(code)"),
    SignatureVector(11, false, ".Zm9v."),
    SignatureVector(12, false, "Zm9v"),
    SignatureVector(13, false, ""),
    SignatureVector(14, false, "\(header).Zm9v.\(code)."),
    SignatureVector(15, false, "\(header).Zm9v.\(code).foo"),
    SignatureVector(16, false, "eyJhbGciOiJub25lIiwia2lkIjoia2lkLWFlcy1zaWduIn0.Zm9v."),
    SignatureVector(
      17, false,
      #"{"payload":"Zm9v","signatures":[{"protected":"\#(header)","header":{"unknown":"untrustworthy"},"#
        + #""signature":"\#(code)"}"#),
  ]

  private static let header64 = "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9"
  private static let code64 = "c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8"

  /// The suite calls 372 and 373 valid: a `?` in header or payload is skipped before the signature is computed. RFC
  /// 7515 §2 allows no such character and §5.2 no such skipping, so both are refused here. 367 and 370 are valid in the
  /// suite, where their padding has been lost.
  private static let base64 = [
    SignatureVector(357, true, "\(header64).VGVzdA.\(code64)"),
    SignatureVector(358, true, "\(header64).VDIxMzI1NjY4.AAAAtBuQqoI9HuBeAsgjL4nx8sCGYJa5-G2OrureLO4"),
    SignatureVector(359, true, "\(header64).VDgxMjM0MTM.____ETVRY0lRV9XgQeYX6ixdGT0NLHYb-wZem_ifJ5k"),
    SignatureVector(360, false, "\(header64).VGVzdA.    \(code64)"),
    SignatureVector(361, false, "\(header64).VGVzdA.?\(code64)"),
    SignatureVector(362, false, "\(header64).VGVzdA.\(code64)?"),
    SignatureVector(363, false, "\(header64).VDIxMzI1NjY4.?AAAtBuQqoI9HuBeAsgjL4nx8sCGYJa5-G2OrureLO4"),
    SignatureVector(364, false, "\(header64).VDgxMjM0MTM.????ETVRY0lRV9XgQeYX6ixdGT0NLHYb-wZem_ifJ5k"),
    SignatureVector(365, false, "\(header64)    .VGVzdA.DR-cdw2cCB53b3mpzMfk2gKTeyN0PhXBrTW1atMfSdM"),
    SignatureVector(366, false, "\(header64)####.VGVzdA.23srvDiEYo7665_26qKv4D-0E2a149WRWH_av2ki2I4"),
    SignatureVector(368, false, "\(header64).    VGVzdA.AbPJgmXfihyNBUYpbdPK8qRpPjNuTE-Z_wYQyrU2lMQ"),
    SignatureVector(369, false, "\(header64).####VGVzdA.Ixs2CdBkk8qjqe2-hq2dobqVvv9iDcDS6gPNgoXJyFY"),
    SignatureVector(371, false, "\(header64).?VGVzdA.q0zEA3Js33N6HcOFfBK875qJ_nFwSzI9SN9qJnx5sOc"),
    SignatureVector(372, false, "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ?9.VGVzdA.\(code64)"),
    SignatureVector(373, false, "\(header64).VGVzdA?.\(code64)"),
    SignatureVector(374, false, "\(header64).AB.8sL_ycV8G_D-K_2A3I0EW3NoPMeQzv13cAzuHlQ5TAE"),
    SignatureVector(375, false, "\(header64).AB.9phoKDvkBMAqTgeVIYeqAi6-lvC0pbKg9ER--3T97w0"),
    SignatureVector(
      376, true,
      "eyAia2lkIiA6ICJoczI1Ni1rZXkiLCAiYWxnIiA6ICJIUzI1NiIgfQ.VGVzdA.3nl1C7dKVGLfNyALp4ZKkmNFBJlFP8M9VGzCyil9S1c"),
    SignatureVector(
      377, true,
      "eyJraWQiOiJoczI1Ni1rZXkiLAoJImFsZyI6IkhTMjU2In0.VGVzdA.Yxn8cTl7IHpFIoEPOFrWmjm-GQlr_RMqHNJOp1ZuweY"),
    // With the padding that 367 and 370 are named after.
    SignatureVector(367, false, "\(header64).VGVzdA.\(code64)="),
    SignatureVector(370, false, "\(header64).VGVzdA==.\(code64)"),
  ]
}
