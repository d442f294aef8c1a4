/// A JSON value in memory (RFC 8259).
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that fits 64 bits.
  case integer(Int64)
  /// Any other number; always finite.
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value as an integer: `5` and, as in JSON Schema, also `5.0` and `5e0`. Beyond 2⁵³ only numbers written as
  /// integers count, because a double no longer distinguishes neighbours. Nil if it is anything else.
  package var wholeNumber: Int64? {
    switch self {
    case .integer(let number): number
    case .real(let number) where number.magnitude <= 9_007_199_254_740_992: Int64(exactly: number)
    default: nil
    }
  }
}
