import System

/// A moment in whole microseconds since 1970-01-01T00:00:00Z, in the years 1–9999. Shown to the second, as the HTTP
/// contract requires.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// Nil outside of the years 1–9999. For numbers from external sources.
  package init?(checking microseconds: Int64) {
    guard Self.microsecondsOfAllYears.contains(microseconds) else { return nil }
    self.init(microseconds: microseconds)
  }

  private static let microsecondsOfAllYears: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  package init(sinceEpoch duration: Duration) { self.init(microseconds: duration.microseconds) }

  package var sinceEpoch: Duration { .microseconds(microseconds) }

  package init(seconds: Int64) { self.init(microseconds: seconds * 1_000_000) }

  package init(_ date: CalendarDate, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
    let days = Self.daysSinceEpoch(year: date.year, month: date.month, day: date.day)
    let seconds = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    self.init(microseconds: seconds * 1_000_000 + Int64(microsecond))
  }

  /// Whole seconds since the epoch, rounded down.
  package var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  package static func + (time: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(sinceEpoch: time.sinceEpoch + duration)
  }

  package static func - (time: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(sinceEpoch: time.sinceEpoch - duration)
  }

  package static func - (left: Timestamp, right: Timestamp) -> Duration { left.sinceEpoch - right.sinceEpoch }

  /// Year, month, day, hour, minute and second in UTC.
  package var components: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    let total = Int(seconds)
    let secondOfDay = ((total % 86_400) + 86_400) % 86_400
    let (year, month, day) = Self.civil(daysSinceEpoch: (total - secondOfDay) / 86_400)
    return (year, month, day, secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60)
  }

  /// The day in UTC.
  package var date: CalendarDate {
    let (year, month, day) = Self.civil(daysSinceEpoch: Int((seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400))
    guard let date = CalendarDate(year: year, month: month, day: day) else {
      preconditionFailure("a timestamp is outside the years 1-9999")
    }
    return date
  }

  /// RFC 3339 in UTC, to the second: `2026-11-23T10:15:30Z`.
  package var rfc3339: String {
    String(unsafeUninitializedCapacity: Self.rfc3339Length) { text in
      writeRFC3339(to: text)
      return Self.rfc3339Length
    }
  }

  /// The number of ASCII characters of `rfc3339`.
  package static var rfc3339Length: Int { 20 }

  /// Initialises `text` with `rfc3339`, digit by digit, because long lists need speed.
  package func writeRFC3339(to text: UnsafeMutableBufferPointer<UInt8>) {
    let c = components
    var end = 0
    func write(_ number: Int, digits: Int, then separator: Unicode.Scalar) {
      var rest = number
      for position in (end..<end + digits).reversed() {
        text.initializeElement(at: position, to: UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      }
      text.initializeElement(at: end + digits, to: UInt8(ascii: separator))
      end += digits + 1
    }
    write(c.year, digits: 4, then: "-")
    write(c.month, digits: 2, then: "-")
    write(c.day, digits: 2, then: "T")
    write(c.hour, digits: 2, then: ":")
    write(c.minute, digits: 2, then: ":")
    write(c.second, digits: 2, then: "Z")
  }

  // Conversion between days and dates after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years
  // begin in March, so that the leap day comes last, and are counted in eras of 400 years (146,097 days).

  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
    let days = daysSinceEpoch + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}
