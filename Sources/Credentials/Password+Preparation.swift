import Domain

extension Password {
  /// As passwords are hashed and compared (RFC 8265 §4.2.2, OpaqueString): in NFC, and every space the plain one. Case
  /// and width stay as they are.
  package static func prepared(_ password: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(
      contentsOf: password.unicodeScalars.lazy.map { $0.properties.generalCategory == .spaceSeparator ? " " : $0 })
    return String(scalars).nfc
  }
}
