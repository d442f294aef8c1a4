import CCrypt
import Glibc

/// Passwords hashed with bcrypt, `$2b$`, through libxcrypt (Provos and Mazières 1999). What is hashed is the prepared
/// form (`prepared`); in earlier times it was what had been typed.
package enum Password {
  package enum Fault: Error, Equatable, Sendable {
    /// Fewer bytes than `minimumSize`.
    case tooShort
    /// More bytes than bcrypt reads: it would ignore the rest.
    case tooLong
    /// The C interface would end the password there.
    case containsNUL
    /// Among those that are tried first.
    case common
  }

  /// Bytes of UTF-8.
  package static let minimumSize = 8
  package static let maximumSize = 72

  package static func check(_ password: String) throws(Fault) {
    let bytes = password.utf8
    if bytes.contains(0) { throw .containsNUL }
    if bytes.count < minimumSize { throw .tooShort }
    if bytes.count > maximumSize { throw .tooLong }
  }

  /// What a new password must be beyond what any password is.
  package static func checkNew(_ password: String) throws(Fault) {
    try check(password)
    if CommonPasswords.contains(password) { throw .common }
  }

  /// Takes about 0.25 s of a core at cost 12; twice that for each step more.
  /// - Parameters:
  ///   - cost: log2 of the rounds, 4–31.
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

  /// Whether `password` is the one behind `hash`; compares in constant time. A password that could not have been set is
  /// compared all the same, so that it takes as long.
  ///
  /// Reads `$2a$` and `$2y$` too, which are other names of `$2b$` for what is UTF-8; nothing else, least of all `$2x$`,
  /// under which different passwords match (CVE-2011-2483).
  package static func matches(_ password: String, _ hash: String) -> Bool {
    guard ["$2b$", "$2a$", "$2y$"].contains(where: hash.hasPrefix) else { return false }
    let isPossible = (try? check(password)) != nil
    let setting = Array(hash.utf8CString)
    guard let computed = crypt(isPossible ? password : "", setting: setting) else { return false }
    return isEqualInConstantTime(Array(computed.utf8), Array(hash.utf8)) && isPossible
  }

  /// A hash that no password has, to compare with where there is no account.
  package static func decoy(cost: Int) -> String {
    "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 53)
  }

  /// One that nobody guesses, for a person to type: 16 characters, none of which looks like another; 79 bits.
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

  /// Nil where `setting` is not one.
  private static func crypt(_ password: String, setting: [CChar]) -> String? {
    // 32 KiB of scratch, wiped afterwards since it has held the password's key schedule.
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
