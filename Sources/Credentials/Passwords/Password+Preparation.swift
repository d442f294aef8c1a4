import Domain

extension Password {
  /// The form in which passwords are hashed and compared (RFC 8265 §4.2.2, OpaqueString): in NFC, with every space
  /// replaced by the plain one. Case and width are preserved.
  package static func prepared(_ password: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(
      contentsOf: password.unicodeScalars.lazy.map { $0.properties.generalCategory == .spaceSeparator ? " " : $0 })
    return String(scalars).nfc
  }
}
