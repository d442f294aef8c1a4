/// The separator between the fields of a record.
package enum FieldSeparator: Sendable {
  case tab, pipe, doubleColon
  /// Fields may be quoted as in RFC 4180.
  case comma
  /// The same with semicolons, as spreadsheets write it in locales with decimal commas.
  case semicolon

  var byte: UInt8 {
    switch self {
    case .tab: 0x09
    case .pipe: UInt8(ascii: "|")
    case .doubleColon: UInt8(ascii: ":")
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    }
  }

  var allowsQuotes: Bool { self == .comma || self == .semicolon }
}
