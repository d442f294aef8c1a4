import CCrypt

import func Glibc.explicit_bzero

/// Password hashing with bcrypt, `$2b$`, by libxcrypt (Provos and Mazières 1999). The prepared form (`prepared`) is
/// hashed; older hashes are of the password as typed.
package enum Password {
  package enum Fault: Error, Equatable, Sendable {
    /// Shorter than `minimumSize`.
    case tooShort
    /// More bytes than bcrypt reads, which would ignore the rest.
    case tooLong
    /// The C interface would end the password at the NUL.
    case containsNUL
    /// One of the passwords that attackers try first.
    case common
  }

  /// Characters (code points) of a new password, and at least as many bytes of any.
  package static let minimumSize = 8
  /// Bytes of UTF-8.
  package static let maximumSize = 72

  package static func check(_ password: String) throws(Fault) {
    let bytes = password.utf8
    if bytes.contains(0) { throw .containsNUL }
    if bytes.count < minimumSize { throw .tooShort }
    if bytes.count > maximumSize { throw .tooLong }
  }

  /// Checks a new password, which must meet stricter rules than an existing one.
  package static func checkNew(_ password: String) throws(Fault) {
    try check(password)
    if password.unicodeScalars.count < minimumSize { throw .tooShort }
    if CommonPasswords.contains(password) { throw .common }
  }

  /// Takes about 0.25 s of a core at cost 12, and twice as long for each further step.
  /// - Parameters:
  ///   - cost: log2 of the number of rounds, 4–31.
  ///   - salt: 16 random bytes.
  package static func hash(_ password: String, cost: Int, salt: [UInt8] = randomSalt()) -> String {
    precondition(salt.count == saltSize && (4...31).contains(cost))
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    let made = salt.withUnsafeBytes { salt in
      crypt_gensalt_rn(
        "$2b$", UInt(cost), salt.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(salt.count), &setting,
        Int32(setting.count)) != nil
    }
    guard made, let hash = crypt(password, setting: setting) else { preconditionFailure("libxcrypt has no bcrypt") }
    return hash
  }

  /// Whether `password` matches `hash`; compares in constant time. A password that `check` refuses is also hashed, so
  /// that it takes as long.
  ///
  /// Also accepts `$2a$` and `$2y$`, which are equivalent to `$2b$` for UTF-8. Accepts nothing else, in particular not
  /// `$2x$`, with which different passwords match (CVE-2011-2483).
  package static func matches(_ password: String, _ hash: String) -> Bool {
    guard ["$2b$", "$2a$", "$2y$"].contains(where: hash.hasPrefix) else { return false }
    let isPossible = (try? check(password)) != nil
    let setting = Array(hash.utf8CString)
    guard let computed = crypt(isPossible ? password : "", setting: setting) else { return false }
    return isEqualInConstantTime(Array(computed.utf8), Array(hash.utf8)) && isPossible
  }

  /// A hash that no password matches, to compare with if there is no account.
  package static func decoy(cost: Int) -> String {
    "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 53)
  }

  /// A random password to be typed: 16 characters that cannot be mistaken for each other, 79 bits.
  package static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let characters = "abcdefghjkmnpqrstuvwxyz23456789"
    return String((0..<16).map { _ in characters.randomElement(using: &generator) ?? "a" })
  }

  package static func randomSalt() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<saltSize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  private static let saltSize = 16

  /// Nil if `setting` is not valid.
  private static func crypt(_ password: String, setting: [CChar]) -> String? {
    // 32 KiB of scratch space, wiped afterwards because it holds the password's key schedule.
    let size = MemoryLayout<crypt_data>.size
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    scratch.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    defer {
      explicit_bzero(scratch, size)
      scratch.deallocate()
    }
    guard let result = crypt_rn(password, setting, scratch, Int32(size)) else { return nil }
    return String(cString: result)
  }

  private static func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
