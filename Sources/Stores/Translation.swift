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
    if error.failure == .duplicate, let key = error.duplicateKey, Self.chosenByClients.contains(key) {
      self = .taken(field: key)
    } else if let column = error.brokenForeignKey {
      self = .missing(field: column)
    } else if error.failure.mayPass {
      self = .unavailable(error.explanation)
    } else {
      self = .failed(error.explanation)
    }
  }

  /// The unique keys whose values somebody chooses: no other can be taken.
  private static let chosenByClients: Set<String> = ["username", "email"]
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
