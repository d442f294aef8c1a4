import Domain
import MariaDB

/// Runs `work` on the database and says its failure as a store does.
@discardableResult
func translated<Result>(_ work: () throws(MariaDBError) -> Result) throws(StoreError) -> Result {
  do throws(MariaDBError) {
    return try work()
  } catch {
    throw StoreError(error)
  }
}

extension StoreError {
  init(_ error: MariaDBError) {
    if let key = error.duplicateKey {
      self = .taken(field: key)
    } else if let column = error.brokenForeignKey {
      self = .missing(field: column)
    } else if error.isConnectionLost || error.isTransient || error.isOutOfTime {
      self = .unavailable(error.explanation)
    } else {
      self = .failed(error.explanation)
    }
  }
}

extension SQL.StringInterpolation {
  /// As DATETIME(6) in UTC.
  mutating func appendInterpolation(_ time: Timestamp) { appendInterpolation(DateTime(time)) }

  mutating func appendInterpolation(_ date: CalendarDate?) { appendInterpolation(date?.iso) }

  mutating func appendInterpolation(_ kind: InteractionKind) { appendInterpolation(kind.rawValue) }

  /// As BINARY(16).
  mutating func appendInterpolation(_ id: UUID) { appendInterpolation(id.bytes) }

  mutating func appendInterpolation(_ rating: Rating?) { appendInterpolation(rating?.halfStars) }
}

extension DateTime {
  init(_ time: Timestamp) {
    let c = time.components
    self.init(
      year: c.year, month: c.month, day: c.day, hour: c.hour, minute: c.minute, second: c.second,
      microsecond: Int(time.microseconds - time.seconds * 1_000_000))
  }
}

extension Timestamp {
  /// Nil for a date that the calendar does not have.
  init?(_ time: DateTime) {
    guard let date = CalendarDate(year: time.year, month: time.month, day: time.day) else { return nil }
    self.init(date, hour: time.hour, minute: time.minute, second: time.second, microsecond: time.microsecond)
  }
}

extension Row {
  /// A DATETIME(6) column. Strict mode lets no impossible date into the schema.
  borrowing func time(_ column: Int) -> Timestamp {
    guard let time = Timestamp(dateTime(column)) else { preconditionFailure("a DATETIME outside of the calendar") }
    return time
  }

  borrowing func rating(_ column: Int) -> Rating? {
    optionalInteger(column).flatMap { Rating(stars: Double($0) / 2) }
  }
}
