import CMariaDB

/// The buffer into which the connector writes one column of each row.
final class Column {
  enum Kind { case integer, double, dateTime, text }

  let kind: Kind
  /// The names in the schema; the table is empty for a computed column.
  let name: String
  let table: String
  /// Whether the column is part of the table's primary key.
  let isKey: Bool
  private var buffer: UnsafeMutableRawBufferPointer
  // The connector writes through these until the statement is closed, so they must not move.
  private let length = UnsafeMutablePointer<UInt>.allocate(capacity: 1)
  private let null = UnsafeMutablePointer<my_bool>.allocate(capacity: 1)
  private let error = UnsafeMutablePointer<my_bool>.allocate(capacity: 1)

  init(_ field: MYSQL_FIELD) {
    kind = Self.kind(of: field.type)
    let hasOrigin = field.org_name_length > 0
    name = String(cString: hasOrigin ? field.org_name : field.name)
    table = String(cString: field.org_table)
    isKey = Int32(bitPattern: field.flags) & PRI_KEY_FLAG != 0
    buffer = .allocate(
      byteCount: kind == .text ? 256 : MemoryLayout<MYSQL_TIME>.stride, alignment: MemoryLayout<MYSQL_TIME>.alignment)
    length.initialize(to: 0)
    null.initialize(to: 0)
    error.initialize(to: 0)
  }

  deinit {
    buffer.deallocate()
    length.deallocate()
    null.deallocate()
    error.deallocate()
  }

  var binding: MYSQL_BIND {
    var binding = MYSQL_BIND()
    binding.buffer_type =
      switch kind {
      case .integer: MYSQL_TYPE_LONGLONG
      case .double: MYSQL_TYPE_DOUBLE
      case .dateTime: MYSQL_TYPE_DATETIME
      case .text: MYSQL_TYPE_STRING
      }
    binding.buffer = buffer.baseAddress
    binding.buffer_length = UInt(buffer.count)
    binding.length = length
    binding.is_null = null
    binding.error = error
    return binding
  }

  var isNull: Bool { null.pointee != 0 }
  var isTruncated: Bool { kind == .text && !isNull && Int(length.pointee) > buffer.count }
  /// Whether the value is an unsigned number above `Int64.max`.
  var isOutOfRange: Bool { kind == .integer && !isNull && error.pointee != 0 }

  /// Makes room for a value that did not fit.
  func grow() {
    let size = Int(length.pointee)
    buffer.deallocate()
    buffer = .allocate(byteCount: size, alignment: 8)
  }

  var integer: Int64 { buffer.load(as: Int64.self) }

  var double: Double { buffer.load(as: Double.self) }
  var dateTime: DateTime { DateTime(buffer.load(as: MYSQL_TIME.self)) }
  /// Nil if the bytes are not UTF-8.
  var text: String? {
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<Int(length.pointee)])
    // Most texts are short and in ASCII, and need no validation, which takes several times as long.
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return String(validating: bytes, as: UTF8.self) }
    return String(decoding: bytes, as: UTF8.self)
  }
  var bytes: [UInt8] { Array(buffer[..<Int(length.pointee)]) }

  /// The value as the log shows it, of bounded length: a number, a date, a text in printable ASCII, or other bytes in
  /// hexadecimal.
  var shown: String {
    guard !isNull else { return "NULL" }
    return switch kind {
    case .integer where isOutOfRange: "\(UInt64(bitPattern: integer))"
    case .integer: "\(integer)"
    case .double: "\(double)"
    case .dateTime: "\(dateTime)"
    case .text where bytes.allSatisfy { (0x20...0x7E).contains($0) }:
      "'\(String(decoding: bytes.prefix(Self.shownBytes), as: UTF8.self))\(bytes.count > Self.shownBytes ? "…" : "")'"
    case .text: Self.hexadecimal(bytes[...])
    }
  }

  /// For a text that is not UTF-8: the offset of the first invalid byte, and the bytes there. The rest is left out,
  /// since a user may have written it.
  var damage: String {
    let bytes = bytes
    var start = 0
    // A character takes at most four bytes.
    while let length = (1...4).first(where: {
      String(validating: bytes[start..<min(start + $0, bytes.count)], as: UTF8.self) != nil
    }), start < bytes.count { start += length }
    return "not UTF-8 from byte \(start) on: \(Self.hexadecimal(bytes[start...].prefix(4)))"
  }

  private static let shownBytes = 32

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.prefix(shownBytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      + (bytes.count > shownBytes ? "…" : "")
  }

  private static func kind(of type: enum_field_types) -> Kind {
    switch type {
    case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
      .integer
    case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE: .double
    case MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP: .dateTime
    default: .text
    }
  }
}
