import Domain

/// A time from 1970 to 9999 as written in files: a count since 1970, or ISO 8601.
package struct TimeValue {
  /// The unit is derived from the value: milliseconds after January 1978, read as seconds, would be beyond 9999.
  enum Form: Int, CaseIterable {
    case seconds, milliseconds, microseconds, nanoseconds, iso8601
  }

  package let time: Timestamp
  let form: Form

  /// Nil if the bytes are neither.
  package init?(_ bytes: ArraySlice<UInt8>) {
    if let date = Self.compactDate(FieldValue.trimmed(bytes)) {
      (time, form) = (Timestamp(date), .iso8601)
    } else if let count = FieldValue.integer(bytes) ?? Self.withExponent(FieldValue.trimmed(bytes)), count >= 0 {
      (time, form) = Self.time(after: count)
    } else if let count = Self.withFraction(FieldValue.trimmed(bytes)) {
      (time, form) = (Timestamp(microseconds: count), .seconds)
    } else {
      guard let time = Self.iso8601(FieldValue.trimmed(bytes)), time.microseconds >= 0 else { return nil }
      self.time = time
      form = .iso8601
    }
  }

  /// Seconds, in 1973. A smaller number with a fraction is more likely something other than a time.
  private static let firstPlausible: Int64 = 100_000_000
  private static let secondsUntil10000: Int64 = 253_402_300_800

  private static func time(after count: Int64) -> (Timestamp, Form) {
    return switch count {
    case ..<secondsUntil10000: (Timestamp(seconds: count), .seconds)
    case ..<(secondsUntil10000 * 1_000): (Timestamp(microseconds: count * 1_000), .milliseconds)
    case ..<(secondsUntil10000 * 1_000_000): (Timestamp(microseconds: count), .microseconds)
    default: (Timestamp(microseconds: count / 1_000), .nanoseconds)
    }
  }

  /// `20050402`, the basic format of ISO 8601. As a count of seconds it would be in 1970, before there were ratings.
  private static func compactDate(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
    var rest = Rest(bytes: bytes)
    guard bytes.count == 8, let year = rest.number(4), year >= 1970, let month = rest.number(2),
      let day = rest.number(2)
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// Parses seconds with a fraction, as written by Python's `time.time()`: `1112486027.123`. Returns microseconds.
  private static func withFraction(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")), let seconds = FieldValue.integer(bytes[..<point]),
      (firstPlausible..<secondsUntil10000).contains(seconds)
    else { return nil }
    var rest = Rest(bytes: bytes[(point + 1)...])
    guard let fraction = rest.microseconds(), rest.bytes.isEmpty else { return nil }
    return seconds * 1_000_000 + Int64(fraction)
  }

  /// `8.81250949E8`, as some tools write large numbers.
  private static func withExponent(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard bytes.contains(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }),
      bytes.allSatisfy({ FieldValue.digit($0) != nil || ".eE+-".utf8.contains($0) })
    else { return nil }
    return Double(String(decoding: bytes, as: UTF8.self)).flatMap { Int64(exactly: $0) }
  }

  /// `2005-04-02`, `2005-04-02 23:53:47`, `2005-04-02T23:53:47.5+02:00`; UTC unless there is an offset.
  private static func iso8601(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
    var rest = Rest(bytes: bytes)
    guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
      let day = rest.number(2), let date = CalendarDate(year: year, month: month, day: day)
    else { return nil }
    if rest.bytes.isEmpty { return Timestamp(date) }
    guard rest.take("T") || rest.take("t") || rest.take(" "), let hour = rest.number(2), hour < 24, rest.take(":"),
      let minute = rest.number(2), minute < 60
    else { return nil }
    var second = 0
    var microsecond = 0
    if rest.take(":") {
      guard let whole = rest.number(2), whole < 60 else { return nil }
      second = whole
      if rest.take(".") {
        guard let fraction = rest.microseconds() else { return nil }
        microsecond = fraction
      }
    }
    guard let offset = rest.offset(), rest.bytes.isEmpty else { return nil }
    return Timestamp(date, hour: hour, minute: minute, second: second, microsecond: microsecond) - .seconds(offset)
  }
}

/// The unread rest of a date and time.
private struct Rest {
  var bytes: ArraySlice<UInt8>

  mutating func take(_ text: String) -> Bool {
    guard bytes.starts(with: text.utf8) else { return false }
    bytes.removeFirst(text.utf8.count)
    return true
  }

  mutating func number(_ digits: Int) -> Int? {
    guard bytes.count >= digits else { return nil }
    var value = 0
    for byte in bytes.prefix(digits) {
      guard let digit = FieldValue.digit(byte) else { return nil }
      value = value * 10 + Int(digit)
    }
    bytes.removeFirst(digits)
    return value
  }

  /// Reads the fraction of a second; digits beyond the sixth are ignored.
  mutating func microseconds() -> Int? {
    var value = 0
    var scale = 1_000_000
    while let digit = bytes.first.flatMap(FieldValue.digit) {
      scale /= 10
      value += Int(digit) * scale
      bytes.removeFirst()
    }
    return scale < 1_000_000 ? value : nil
  }

  /// Reads an offset in seconds east of UTC: `Z`, ` UTC`, `+02:00`, `-0530`, `+02`; 0 if there is none.
  mutating func offset() -> Int? {
    if bytes.isEmpty || take("Z") || take("z") || take(" UTC") { return 0 }
    _ = take(" ")
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(2), hours < 24 else { return nil }
    if bytes.isEmpty { return sign * hours * 3_600 }
    _ = take(":")
    guard let minutes = number(2), minutes < 60 else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }
}
