import CMariaDB

/// A DATETIME or TIMESTAMP as the server stores it: calendar and clock fields without a time zone.
package struct DateTime: Hashable, Sendable, CustomStringConvertible {
  package let year: Int
  /// 1–12.
  package let month: Int
  /// 1–31.
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  package let microsecond: Int

  package init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
  }

  init(_ time: MYSQL_TIME) {
    self.init(
      year: Int(time.year), month: Int(time.month), day: Int(time.day), hour: Int(time.hour),
      minute: Int(time.minute), second: Int(time.second), microsecond: Int(time.second_part))
  }

  /// As the server writes it, but without fractional seconds, and without the time if it is midnight.
  package var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    guard (hour, minute, second) != (0, 0, 0) else { return date }
    return "\(date) \(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
  }

  var native: MYSQL_TIME {
    var time = MYSQL_TIME()
    time.year = UInt32(year)
    time.month = UInt32(month)
    time.day = UInt32(day)
    time.hour = UInt32(hour)
    time.minute = UInt32(minute)
    time.second = UInt32(second)
    time.second_part = UInt(microsecond)
    time.time_type = MYSQL_TIMESTAMP_DATETIME
    return time
  }
}
