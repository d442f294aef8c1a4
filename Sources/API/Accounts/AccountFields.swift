import Credentials
import Domain
import HTTP

/// Checks the fields of an account.
enum AccountFields {
  /// Checks a new username: 3–32 code points after NFC, in one script, without `@`, which tells an e-mail address
  /// from a username, and without characters that are invisible or reorder text.
  static func username(_ text: String) throws(HTTPError) -> String {
    let name = try visibleName(text)
    if let (one, other) = Script.mix(name.unicodeScalars) {
      throw .invalid("username", "must not mix letters of different scripts (\(one), \(other)): some look alike")
    }
    return name
  }

  /// Checks everything but the script: existing names may be older than that rule.
  private static func visibleName(_ text: String) throws(HTTPError) -> String {
    let scalars = text.nfc.unicodeScalars
    guard (3...32).contains(scalars.count) else { throw .invalid("username", "must have 3 to 32 characters") }
    guard !scalars.contains("@") else { throw .invalid("username", "must not contain '@'") }
    guard scalars.first != " ", scalars.last != " " else {
      throw .invalid("username", "must not begin or end with a space")
    }
    guard scalars.allSatisfy(\.isVisible) else {
      throw .invalid("username", "must not contain control, invisible or direction-changing characters")
    }
    guard scalars.first.map(isMark) == false else {
      throw .invalid("username", "must not begin with a combining mark")
    }
    guard !scalars.allSatisfy(isWeightless) else {
      throw .invalid("username", "must contain a letter, a digit or another distinguishing character")
    }
    return String(scalars)
  }

  /// Whether an account could have this username or e-mail address.
  static func canBeLogin(_ text: String) -> Bool {
    (try? text.unicodeScalars.contains("@") ? visibleEmail(text) : visibleName(text)) != nil
  }

  /// Checks an e-mail address. Parts between dots must not be empty, and no label of the domain may begin or end with a
  /// hyphen (RFC 5321 §4.1.2): mail to any other address is never delivered.
  static func email(_ text: String) throws(HTTPError) -> String {
    let parts = try visibleEmail(text).unicodeScalars.split(separator: "@").map { part in
      part.split(separator: ".", omittingEmptySubsequences: false)
    }
    guard !parts.joined().contains(where: \.isEmpty) else {
      throw .invalid("email", "must not have two dots in a row, or a dot at the beginning, at the end or beside '@'")
    }
    guard !parts[1].contains(where: { $0.first == "-" || $0.last == "-" }) else {
      throw .invalid("email", "must not have a part of its domain that begins or ends with a hyphen")
    }
    return text
  }

  /// Checks the rules that every address must meet, even one from before the rules on dots: at most 254 bytes (RFC 5321
  /// §4.5.3.1.3, erratum 1690), one `@` with text on both sides, no spaces and nothing invisible.
  private static func visibleEmail(_ text: String) throws(HTTPError) -> String {
    // By scalars: a combining mark after an '@' does not hide it.
    let parts = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
    let isAddress =
      text.utf8.count <= 254 && parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.unicodeScalars.allSatisfy { $0.isVisible && $0 != " " }
    guard isAddress else { throw .invalid("email", "must be an e-mail address of at most 254 bytes") }
    return text
  }

  /// Checks a new password. One that equals the username or the e-mail address is as easy to guess as a common one.
  static func newPassword(
    _ text: String, _ field: String = "password", username: String?, email: String?
  ) throws(HTTPError) -> String {
    let text = Password.prepared(text)
    do throws(Password.Fault) {
      try Password.checkNew(text)
    } catch {
      switch error {
      case .tooShort: throw .invalid(field, "must have at least \(Password.minimumSize) characters")
      case .tooLong: throw .invalid(field, "must have at most \(Password.maximumSize) bytes in UTF-8")
      case .containsNUL: throw .invalid(field, "must not contain the NUL character")
      case .common: throw .invalid(field, "is one of the most common passwords")
      }
    }
    guard self.field(saying: text, username: username, email: email) == nil else {
      throw .invalid(field, "must not be the username or the e-mail")
    }
    return text
  }

  /// The field, `username` or `email`, that equals the password except for case; nil if neither does.
  static func field(saying password: String, username: String?, email: String?) -> String? {
    let folded = Password.prepared(password).lowercased()
    if folded == username?.lowercased() { return "username" }
    return folded == email?.lowercased() ? "email" : nil
  }

  static let ages: ClosedRange<Int64> = 0...130

  static func gender(_ text: String) throws(HTTPError) -> String {
    guard (1...32).contains(text.unicodeScalars.count), text.unicodeScalars.allSatisfy(\.isVisible) else {
      throw .invalid("gender", "must have 1 to 32 visible characters")
    }
    return text
  }

  /// Whether the database ignores the character when it compares names (collation `uca1400_nopad_ai_ci`), as it ignores
  /// marks. A name made up of such characters would equal every other such name.
  private static func isWeightless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x640, 0x7FA, 0x824, 0x828, 0x180A, 0x1CD3, 0x1CF2...0x1CF3, 0xFC5E...0xFC63, 0xFCF2...0xFCF4, 0xFE70...0xFE7F,
      0xFF9E...0xFF9F:
      true
    default: isMark(scalar)
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
  }
}
