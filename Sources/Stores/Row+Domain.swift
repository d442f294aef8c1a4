import Domain
import MariaDB

// Columns as values of the domain, whose rules are stricter than the schema's types.

extension Row {
  /// A DATETIME(6) column. Only strict mode keeps zero dates out of it.
  borrowing func time(_ column: Int) throws(ImpossibleValue) -> Timestamp {
    let time = try dateTime(column)
    guard let moment = Timestamp(time) else {
      throw impossible(column, "\(time)")
    }
    return moment
  }

  borrowing func optionalTime(_ column: Int) throws(ImpossibleValue) -> Timestamp? {
    isNull(column) ? nil : try time(column)
  }

  /// Returns the row passed through `decode`; nil if it has an impossible value.
  /// - Parameter rejected: called with the impossible value; if nil, such a row throws.
  borrowing func possible<Value>(
    _ rejected: ((String) -> Void)?, _ decode: (borrowing Row) throws -> Value
  ) throws -> Value? {
    do {
      return try decode(self)
    } catch let value as ImpossibleValue {
      guard let rejected else { throw value }
      rejected("\(value)")
      return nil
    }
  }

  /// Half stars.
  borrowing func rating(_ column: Int) throws(ImpossibleValue) -> Rating {
    let halfStars = try integer(column)
    guard let rating = Rating(stars: Double(halfStars) / 2) else { throw impossible(column, "\(halfStars)") }
    return rating
  }

  borrowing func optionalRating(_ column: Int) throws(ImpossibleValue) -> Rating? {
    isNull(column) ? nil : try rating(column)
  }

  /// BINARY(16).
  borrowing func uuid(_ column: Int) throws(ImpossibleValue) -> UUID {
    let bytes = try bytes(column)
    guard let id = UUID(bytes: bytes) else { throw impossible(column, "\(shown(column)), \(bytes.count) bytes long") }
    return id
  }

  borrowing func optionalUUID(_ column: Int) throws(ImpossibleValue) -> UUID? {
    isNull(column) ? nil : try uuid(column)
  }

  /// An ENUM column. A server without strict mode stores an empty text in place of an unknown value.
  borrowing func enumeration<Value: RawRepresentable<String>>(_ column: Int) throws(ImpossibleValue) -> Value {
    guard let value = Value(rawValue: try text(column)) else { throw impossible(column, shown(column)) }
    return value
  }

  /// A count of rows, or another number that is added up.
  borrowing func count(_ column: Int) throws(ImpossibleValue) -> Int {
    let number = try integer(column)
    guard (0...Self.largestCount).contains(number) else { throw impossible(column, "\(number)") }
    return Int(number)
  }

  /// Sums of one such number per movie stay within 64 bits.
  private static let largestCount: Int64 = 1 << 40
}
