/// A value on its way to the server.
package enum SQLValue: Equatable, Sendable {
  case null
  case integer(Int64)
  case double(Double)
  case text(String)
  case bytes([UInt8])
  case dateTime(DateTime)
}
