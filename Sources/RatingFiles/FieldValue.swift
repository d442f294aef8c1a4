import Domain

/// What the bytes of a field mean. Nil where they mean nothing of the kind.
enum FieldValue {
  /// A decimal number with an optional minus, that fits in 64 bits.
  static func integer(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var digits = bytes
    let isNegative = digits.first == minus
    if isNegative { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard let digit = digit(byte) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      // Downwards, so that the smallest number is read too.
      let (difference, underflow) = product.subtractingReportingOverflow(digit)
      guard !overflow, !underflow else { return nil }
      value = difference
    }
    return isNegative ? value : value == .min ? nil : -value
  }

  /// `4`, `3.5`, `4.0`: half stars from 0.5 to 5.
  static func rating(_ bytes: ArraySlice<UInt8>) -> Rating? {
    guard let (whole, fraction) = decimal(bytes) else { return nil }
    let half: Int64
    switch fraction.first {
    case nil, zero: half = 0
    case five: half = 1
    default: return nil
    }
    guard whole <= 5, fraction.dropFirst().allSatisfy({ $0 == zero }) else { return nil }
    return Rating(stars: Double(2 * whole + half) / 2)
  }

  /// Whole seconds since 1970, up to the year 9999; a fraction of zeros does not count.
  static func time(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
    let seconds: Int64
    if let (whole, fraction) = decimal(bytes), fraction.allSatisfy({ $0 == zero }) {
      seconds = whole
    } else {
      // Rare: with an exponent, as some tools write large numbers.
      guard bytes.allSatisfy({ digit($0) != nil || ".eE+-".utf8.contains($0) }) else { return nil }
      guard let number = Double(String(decoding: bytes, as: UTF8.self)), let whole = Int64(exactly: number) else {
        return nil
      }
      seconds = whole
    }
    return (0..<253_402_300_800).contains(seconds) ? Timestamp(seconds: seconds) : nil
  }

  /// UTF-8, or else Latin-1: accented text in Latin-1 is practically never valid UTF-8. Without white space around it.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let trimmed = trimmed(bytes)
    if let text = String(validating: trimmed, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(trimmed.map { Unicode.Scalar($0) }))
  }

  /// `01-Jan-1995`, also with one digit for the day.
  static func dayMonthYear(_ text: String) -> CalendarDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let day = Int(parts[0]), let year = Int(parts[2]) else { return nil }
    guard let month = CalendarDate.monthNames.firstIndex(of: String(parts[1])) else { return nil }
    return CalendarDate(year: year, month: month + 1, day: day)
  }

  /// The digits before the point as a number, and those behind it.
  private static func decimal(_ bytes: ArraySlice<UInt8>) -> (whole: Int64, fraction: ArraySlice<UInt8>)? {
    guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else {
      return integer(bytes).flatMap { $0 >= 0 && bytes.first != minus ? ($0, []) : nil }
    }
    let fraction = bytes[(dot + 1)...]
    guard bytes.first != minus, fraction.allSatisfy({ digit($0) != nil }) else { return nil }
    let before = bytes[..<dot]
    guard !before.isEmpty || !fraction.isEmpty else { return nil }
    guard let whole = before.isEmpty ? 0 : integer(before) else { return nil }
    return (whole, fraction)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> Int64? { (zero...nine).contains(byte) ? Int64(byte - zero) : nil }
}

private let minus = UInt8(ascii: "-")
private let zero = UInt8(ascii: "0")
private let five = UInt8(ascii: "5")
private let nine = UInt8(ascii: "9")
