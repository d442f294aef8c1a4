import Credentials
import Testing

struct PasswordTests {
  /// From the test vectors of the Openwall crypt_blowfish distribution. Their salt `CCCCCCCCCCCCCCCCCCCCC.` stands for
  /// the bytes below.
  @Test(arguments: [
    ("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    ("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
  ])
  func `bcrypt gives the published hash for a given salt`(password: String, hash: String) {
    let salt = [UInt8]((0..<16).map { [0x10, 0x41, 0x04][$0 % 3] })
    #expect(Password.hash(password, cost: 5, salt: salt) == hash)
  }

  @Test func `a password hash has the bcrypt prefix and the requested cost`() {
    let hash = Password.hash("correct horse", cost: 4)
    #expect(hash.hasPrefix("$2b$04$") && hash.utf8.count == 60)
  }

  @Test func `a password matches its own hash and no other`() {
    let hash = Password.hash("correct horse", cost: 4)
    #expect(Password.matches("correct horse", hash))
    #expect(!Password.matches("correct horsf", hash))
    #expect(!Password.matches("", hash))
  }

  @Test func `hashing the same password twice gives different hashes`() {
    #expect(Password.hash("correct horse", cost: 4) != Password.hash("correct horse", cost: 4))
  }

  @Test func `all 72 bytes of a password count`() {
    let longest = String(repeating: "a", count: 71)
    let hash = Password.hash(longest + "b", cost: 4)
    #expect(Password.matches(longest + "b", hash))
    #expect(!Password.matches(longest + "c", hash))
  }

  @Test(
    arguments: [
      ("1234567", .tooShort), (String(repeating: "a", count: 73), .tooLong),
      (String(repeating: "é", count: 37), .tooLong), ("12345678\0", .containsNUL),
    ] as [(String, Password.Fault)])
  func `a password that is too short, or too long for bcrypt, is refused`(password: String, fault: Password.Fault) {
    #expect(throws: fault) { try Password.check(password) }
  }

  @Test func `a new password has eight characters, however many bytes each of them takes`() throws {
    #expect(throws: Password.Fault.tooShort) { try Password.checkNew("\u{E9}\u{E8}\u{EA}\u{EB}\u{E4}\u{F6}\u{FC}") }
    try Password.checkNew("\u{E9}\u{E8}\u{EA}\u{EB}\u{E4}\u{F6}\u{FC}\u{DF}")
    try Password.check("\u{E9}\u{E8}\u{EA}\u{EB}")
  }

  @Test func `a password longer than bcrypt reads matches nothing`() {
    let hash = Password.hash(String(repeating: "a", count: 72), cost: 4)
    #expect(!Password.matches(String(repeating: "a", count: 73), hash))
  }

  @Test func `the decoy has the form of a hash and matches no password`() {
    #expect(Password.decoy(cost: 4).utf8.count == 60)
    #expect(!Password.matches("correct horse", Password.decoy(cost: 4)))
  }

  @Test(arguments: ["", "x", "$2b$04$short"])
  func `a malformed hash matches no password`(hash: String) {
    #expect(!Password.matches("correct horse", hash))
  }

  @Test(arguments: ["password", "PassWord", "12345678", "qwertyuiop", "iloveyou", "Password123"])
  func `a common password is refused as a new password`(password: String) {
    #expect(throws: Password.Fault.common) { try Password.checkNew(password) }
    #expect(throws: Never.self) { try Password.check(password) }
  }

  @Test func `an uncommon password is accepted as a new password`() {
    #expect(throws: Never.self) { try Password.checkNew("correct horse") }
  }
}
