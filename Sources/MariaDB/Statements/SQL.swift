/// A statement whose interpolations bind: `"SELECT name FROM users WHERE id = \(id)"` sends the value separately from
/// the text.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
  package private(set) var text: String
  package private(set) var values: [SQLValue]

  package init(stringLiteral value: String) {
    text = value
    values = []
  }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

  /// A statement without values, read from a file.
  package init(unchecked text: String) { self.init(stringLiteral: text) }

  package static func += (left: inout SQL, right: SQL) {
    left.text += right.text
    left.values += right.values
  }

  /// Joins `parts` with `separator` in between, for lists of rows.
  package static func joined(_ parts: some Sequence<SQL>, by separator: String) -> SQL {
    var joined = SQL("")
    for part in parts {
      if !joined.text.isEmpty { joined.text += separator }
      joined += part
    }
    return joined
  }

  /// A list of ids for `IN`. The last id is repeated until the length is a power of two, so that few texts stay
  /// prepared.
  package static func list(_ ids: [Int64]) -> SQL {
    var (size, parts) = (1, ids.map { "\($0)" as SQL })
    while size < ids.count { size *= 2 }
    if let last = parts.last { parts += repeatElement(last, count: size - ids.count) }
    return joined(parts, by: ", ")
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL("")

    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.text.reserveCapacity(literalCapacity + interpolationCount)
      sql.values.reserveCapacity(interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { sql.text += literal }

    package mutating func appendInterpolation(_ value: Int64) { bind(.integer(value)) }
    package mutating func appendInterpolation(_ value: Int) { bind(.integer(Int64(value))) }
    package mutating func appendInterpolation(_ value: Double) { bind(.double(value)) }
    package mutating func appendInterpolation(_ value: String) { bind(.text(value)) }
    package mutating func appendInterpolation(_ value: [UInt8]) { bind(.bytes(value)) }
    package mutating func appendInterpolation(_ value: DateTime) { bind(.dateTime(value)) }
    package mutating func appendInterpolation(_ value: Int64?) { bind(value.map(SQLValue.integer) ?? .null) }
    package mutating func appendInterpolation(_ value: Int?) { bind(value.map { .integer(Int64($0)) } ?? .null) }
    package mutating func appendInterpolation(_ value: Double?) { bind(value.map(SQLValue.double) ?? .null) }
    package mutating func appendInterpolation(_ value: String?) { bind(value.map(SQLValue.text) ?? .null) }
    package mutating func appendInterpolation(_ value: DateTime?) { bind(value.map(SQLValue.dateTime) ?? .null) }
    /// Inserts part of a statement, with its values.
    package mutating func appendInterpolation(_ part: SQL) { sql += part }

    private mutating func bind(_ value: SQLValue) {
      sql.text += "?"
      sql.values.append(value)
    }
  }
}
