import Domain
import MariaDB

/// Evaluates a call to the database and translates its error into a `StoreError`.
@discardableResult
func translated<Result>(_ call: @autoclosure () throws(MariaDBError) -> Result) throws(StoreError) -> Result {
  try translatingErrors(call)
}

/// Does the same for several statements.
@discardableResult
func translatingErrors<Result>(_ work: () throws(MariaDBError) -> Result) throws(StoreError) -> Result {
  do throws(MariaDBError) {
    return try work()
  } catch {
    throw StoreError(error)
  }
}

extension StoreError {
  init(_ error: MariaDBError) {
    if error.failure == .duplicate, let field = error.duplicateKey.flatMap(UniqueField.init(rawValue:)) {
      self = .taken(field)
    } else if let reference = error.brokenForeignKey.flatMap(ForeignKey.init(rawValue:)) {
      self = .missing(reference)
    } else if error.failure.mayPass {
      self = .unavailable(error.explanation)
    } else if error.failure == .impossible {
      self = .impossible(error.explanation)
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
  /// Nil if the calendar has no such date.
  init?(_ time: DateTime) {
    guard let date = CalendarDate(year: time.year, month: time.month, day: time.day) else { return nil }
    self.init(date, hour: time.hour, minute: time.minute, second: time.second, microsecond: time.microsecond)
  }
}
