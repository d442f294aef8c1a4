import Domain

/// Parses the bytes of a field, ignoring spaces around them. The parsers return nil for invalid values.
package enum FieldValue {
  /// A whole number that fits 64 bits, with an optional minus. Also accepts `7.0`, as pandas may write ids.
  package static func integer(_ bytes: ArraySlice<UInt8>) -> Int64? {
    if let number = digits(bytes) { return number }
    let trimmed = trimmed(bytes)
    guard let dot = trimmed.firstIndex(of: UInt8(ascii: ".")) else { return digits(trimmed) }
    let fraction = trimmed[(dot + 1)...]
    return !fraction.isEmpty && fraction.allSatisfy { $0 == zero } ? digits(trimmed[..<dot]) : nil
  }

  /// Half stars from 0.5 to 5: `4`, `3.5`, `4.0`.
  package static func rating(_ bytes: ArraySlice<UInt8>) -> Rating? {
    guard let (whole, fraction) = decimal(bytes) ?? decimal(trimmed(bytes)) else { return nil }
    let half: Int64
    switch fraction.first {
    case nil, zero: half = 0
    case five: half = 1
    default: return nil
    }
    guard whole <= 5, fraction.dropFirst().allSatisfy({ $0 == zero }) else { return nil }
    return Rating(stars: Double(2 * whole + half) / 2)
  }

  /// The text in Normalisation Form C, with every kind of space replaced by a plain one, and trimmed.
  package static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let trimmed = trimmed(bytes)
    let text = decoded(trimmed)
    guard trimmed.contains(where: { $0 >= 0x80 }) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.nfc.unicodeScalars {
      scalars.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
    }
    return String(withoutSpaces(String(scalars)[...]))
  }

  /// Decodes UTF-8, or else Windows-1252, whose accented text is practically never valid UTF-8.
  package static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { windows1252[$0] ?? Unicode.Scalar($0) }))
  }

  /// The offset of the first byte that is not UTF-8; nil if there is none.
  static func damage(_ bytes: ArraySlice<UInt8>) -> Int? {
    var (decoder, iterator, place) = (UTF8(), bytes.makeIterator(), 0)
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): place += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return place
      }
    }
  }

  /// `text` without leading and trailing spaces.
  package static func withoutSpaces(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// `01-Jan-1995`; the day may also have one digit.
  static func dayMonthYear(_ text: String) -> CalendarDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let day = Int(parts[0]), let year = Int(parts[2]) else { return nil }
    guard let month = CalendarDate.monthNames.firstIndex(of: String(parts[1])) else { return nil }
    return CalendarDate(year: year, month: month + 1, day: day)
  }

  /// The number before the decimal point, and the digits after it.
  private static func decimal(_ bytes: ArraySlice<UInt8>) -> (whole: Int64, fraction: ArraySlice<UInt8>)? {
    guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else {
      return digits(bytes).flatMap { $0 >= 0 && bytes.first != minus ? ($0, []) : nil }
    }
    let fraction = bytes[(dot + 1)...]
    guard bytes.first != minus, fraction.allSatisfy({ digit($0) != nil }) else { return nil }
    let before = bytes[..<dot]
    guard !before.isEmpty || !fraction.isEmpty else { return nil }
    guard let whole = before.isEmpty ? 0 : digits(before) else { return nil }
    return (whole, fraction)
  }

  package static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var (start, end) = (bytes.startIndex, bytes.endIndex)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while start < end, isBlank(bytes[end - 1]) { end -= 1 }
    return bytes[start..<end]
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func digit(_ byte: UInt8) -> Int64? { (zero...nine).contains(byte) ? Int64(byte - zero) : nil }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var digits = bytes
    let isNegative = digits.first == minus
    if isNegative { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard let digit = digit(byte) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      // Counts down from 0, so that `Int64.min` is read, too.
      let (difference, underflow) = product.subtractingReportingOverflow(digit)
      guard !overflow, !underflow else { return nil }
      value = difference
    }
    return isNegative ? value : value == .min ? nil : -value
  }
}

private let minus = UInt8(ascii: "-")
private let zero = UInt8(ascii: "0")
private let five = UInt8(ascii: "5")
private let nine = UInt8(ascii: "9")

/// The bytes 0x80–0x9F, in which Windows-1252 differs from Latin-1 (WHATWG Encoding Standard).
private let windows1252: [UInt8: Unicode.Scalar] = [
  0x80: "€", 0x82: "‚", 0x83: "ƒ", 0x84: "„", 0x85: "…", 0x86: "†", 0x87: "‡", 0x88: "ˆ", 0x89: "‰",
  0x8A: "Š", 0x8B: "‹", 0x8C: "Œ", 0x8E: "Ž", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•",
  0x96: "–", 0x97: "—", 0x98: "˜", 0x99: "™", 0x9A: "š", 0x9B: "›", 0x9C: "œ", 0x9E: "ž", 0x9F: "Ÿ",
]
