import CCrypt
import Credentials
import Testing

/// Known answers of bcrypt from Openwall's crypt_blowfish, from OpenBSD, and from the Python and PHP tests based on
/// them.
struct PasswordVectorTests {
  struct PasswordVector: Sendable, CustomTestStringConvertible {
    let password: [UInt8]
    let hash: String

    init(_ password: [UInt8], _ hash: String) {
      self.password = password
      self.hash = hash
    }

    init(_ password: String, _ hash: String) { self.init(Array(password.utf8), hash) }

    var testDescription: String { hash }
  }

  /// Tests the library itself, also with bytes that are not valid text.
  @Test(arguments: Self.vectors) func `bcrypt gives the published answers`(vector: PasswordVector) {
    var data = crypt_data()
    let password = (vector.password + [0]).map(CChar.init(bitPattern:))
    let hash = crypt_rn(password, vector.hash, &data, Int32(MemoryLayout<crypt_data>.size)).map { String(cString: $0) }
    #expect(hash == vector.hash)
  }

  @Test(arguments: Self.vectors) func `passwords that can be set match their published hashes`(vector: PasswordVector)
    throws
  {
    guard let password = String(validating: vector.password, as: UTF8.self), (try? Password.check(password)) != nil
    else {
      return
    }
    #expect(Password.matches(password, vector.hash))
    #expect(!Password.matches(password + "x", vector.hash))
  }

  /// Hashes of kinds that libxcrypt itself would compare.
  @Test(arguments: [
    "$1$abcdefgh$y6iHhJNbuC0xpbk0w9pm80",
    "$6$abcdefgh$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG.",
    Password.hash("correct horse", cost: 4).replacing("$2b$", with: "$2x$"),
  ])
  func `hashes of other kinds match no password`(hash: String) { #expect(!Password.matches("correct horse", hash)) }

  private static let vectors = [
    PasswordVector("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    PasswordVector("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
    PasswordVector("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
    PasswordVector("", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    PasswordVector("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
    PasswordVector(
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
      "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"),
    PasswordVector(
      String(repeating: "0", count: 72), "$2b$05$CCCCCCCCCCCCCCCCCCCCC.6.O1dLNbjod2uo0DVcW.jHucKbPDdHS"),
    PasswordVector([0xA3], "$2b$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
    PasswordVector([0xA3], "$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
    PasswordVector([0xA3], "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
    PasswordVector([0xFF, 0xFF, 0xA3], "$2b$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"),
    PasswordVector([0xFF, 0xA3, 0x33, 0x34, 0x35], "$2a$05$/OK.fbVrR/bpIqNJ5ianF.nRht2l/HRhr6zmCp9vYUvvsqynflf9e"),
    PasswordVector([0xFF, 0xA3, 0x33, 0x34, 0x35], "$2y$05$/OK.fbVrR/bpIqNJ5ianF.nRht2l/HRhr6zmCp9vYUvvsqynflf9e"),
    PasswordVector([0xA3, 0x61, 0x62], "$2b$05$/OK.fbVrR/bpIqNJ5ianF.6IflQkJytoRVc1yuaNtHfiuq.FRlSIS"),
    PasswordVector(
      [UInt8](repeating: 0xAA, count: 72) + Array("chars after 72 are ignored as usual".utf8),
      "$2a$05$/OK.fbVrR/bpIqNJ5ianF.swQOIzjOiJ9GHEPuhEkvqrUyvWhEMx6"),
    PasswordVector(
      (0..<36).flatMap { _ in [0xAA, 0x55] }, "$2a$05$/OK.fbVrR/bpIqNJ5ianF.R9xrDjiycxMbQE2bp.vgqlYpW5wx2yy"),
    PasswordVector(
      (0..<24).flatMap { _ in [0x55, 0xAA, 0xFF] }, "$2a$05$/OK.fbVrR/bpIqNJ5ianF.9tQZzcJfm3uj2NvJ/n5xkhpqLrMpWCe"),
  ]
}
