import Domain
import MariaDB

/// Runs `work` on the database and says its failure as a store does.
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
    } else if error.isConnectionLost || error.isTransient {
      self = .unavailable(error.description)
    } else {
      self = .failed(error.description)
    }
  }
}

extension SQL.StringInterpolation {
  /// As DATETIME(6) in UTC: `2026-11-23 10:15:30.000001`.
  mutating func appendInterpolation(_ time: Timestamp) { appendInterpolation(time.databaseText) }

  mutating func appendInterpolation(_ date: CalendarDate?) { appendInterpolation(date?.iso) }

  mutating func appendInterpolation(_ kind: InteractionKind) { appendInterpolation(kind.rawValue) }

  mutating func appendInterpolation(_ rating: Rating?) { appendInterpolation(rating?.halfStars) }
}

extension Timestamp {
  var databaseText: String {
    let c = components
    let fraction = microseconds - seconds * 1_000_000
    return "\(padded(c.year, 4))-\(padded(c.month, 2))-\(padded(c.day, 2)) "
      + "\(padded(c.hour, 2)):\(padded(c.minute, 2)):\(padded(c.second, 2)).\(padded(Int(fraction), 6))"
  }

  /// Nil for what no DATETIME looks like.
  init?(databaseText text: String) {
    guard let date = CalendarDate(iso: text.prefix(10)) else { return nil }
    let numbers = text.dropFirst(11).split { $0 == ":" || $0 == "." }.compactMap { Int($0) }
    guard numbers.count >= 3 else { return nil }
    self.init(
      date, hour: numbers[0], minute: numbers[1], second: numbers[2], microsecond: numbers.count > 3 ? numbers[3] : 0)
  }
}

extension Row {
  /// A DATETIME(6) column; the schema has no others that this is asked of.
  borrowing func time(_ column: Int) -> Timestamp {
    guard let time = Timestamp(databaseText: text(column)) else { preconditionFailure("not a DATETIME") }
    return time
  }

  borrowing func rating(_ column: Int) -> Rating? {
    optionalInteger(column).flatMap { Rating(stars: Double($0) / 2) }
  }
}
