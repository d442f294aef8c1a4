import Credentials
import Domain
import HTTP

/// What an account's fields may hold.
enum AccountFields {
  /// 3–32 code points after NFC, without `@`, which tells an e-mail from a name, without what cannot be seen or
  /// reorders text, and of one script.
  static func username(_ text: String) throws(HTTPError) -> String {
    let name = try visibleName(text)
    if let (one, other) = Script.mix(name.unicodeScalars) {
      throw .invalid("username", "must not mix letters of scripts (\(one), \(other)), since some look alike")
    }
    return name
  }

  /// The same for names that may be older than the rule on scripts.
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
      throw .invalid("username", "must have a letter, a digit or a sign that tells it from others")
    }
    return String(scalars)
  }

  /// Whether somebody could have this name or e-mail.
  static func canBeLogin(_ text: String) -> Bool {
    (try? text.contains("@") ? visibleEmail(text) : visibleName(text)) != nil
  }

  /// Dots separate, so that something stands on both sides of each, and a name of the DNS has no hyphen at either end
  /// of a label (RFC 5321 §4.1.2): an address that breaks this reaches nobody.
  static func email(_ text: String) throws(HTTPError) -> String {
    let parts = try visibleEmail(text).split(separator: "@").map { part in
      part.split(separator: ".", omittingEmptySubsequences: false)
    }
    guard !parts.joined().contains(where: \.isEmpty) else {
      throw .invalid("email", "must not have two dots in a row, nor one at the beginning, at the end or beside '@'")
    }
    guard !parts[1].contains(where: { $0.hasPrefix("-") || $0.hasSuffix("-") }) else {
      throw .invalid("email", "must not have a hyphen at either end of a part of its domain")
    }
    return text
  }

  /// The same for addresses that may be older than the rule on dots. At most 254 bytes (RFC 5321 §4.5.3.1.3, erratum
  /// 1690), something on both sides of one `@`, nothing invisible.
  private static func visibleEmail(_ text: String) throws(HTTPError) -> String {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isAddress =
      text.utf8.count <= 254 && parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.unicodeScalars.allSatisfy { $0.isVisible && $0 != " " }
    guard isAddress else { throw .invalid("email", "must be an e-mail address of at most 254 bytes") }
    return text
  }

  /// A new password. One that says the name or the e-mail is as easily guessed as the common ones.
  static func newPassword(
    _ text: String, _ field: String = "password", username: String?, email: String?
  ) throws(HTTPError) -> String {
    let text = Password.prepared(text)
    do throws(Password.Fault) {
      try Password.checkNew(text)
    } catch {
      switch error {
      case .tooShort: throw .invalid(field, "must have at least \(Password.minimumSize) bytes")
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

  /// `username` or `email`, where it is the password but for its case.
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

  /// What does not count when the database compares names, beside marks (the collation `uca1400_nopad_ai_ci`): a name
  /// of nothing else would be equal to every other such name.
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
