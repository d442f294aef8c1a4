/// A JSON text in memory (RFC 8259).
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that fits 64 bits.
  case integer(Int64)
  /// Any other number; always finite.
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The whole number that this is: `5`, and as JSON Schema has it, `5.0` and `5e0` too. Beyond 2⁵³ only integers
  /// written as such count, since a double no longer tells neighbours apart.
  package var wholeNumber: Int64? {
    switch self {
    case .integer(let number): number
    case .real(let number) where number.magnitude <= 9_007_199_254_740_992: Int64(exactly: number)
    default: nil
    }
  }
}
