import CMariaDB

/// Where the connector puts one column of each row.
final class Column {
  enum Kind { case integer, dateTime, text }

  let kind: Kind
  private var buffer: UnsafeMutableRawBufferPointer
  // The connector writes through these until the statement is closed, so they do not move.
  private let length = UnsafeMutablePointer<UInt>.allocate(capacity: 1)
  private let null = UnsafeMutablePointer<my_bool>.allocate(capacity: 1)
  private let error = UnsafeMutablePointer<my_bool>.allocate(capacity: 1)

  init(type: enum_field_types) {
    if Self.integerTypes.contains(type.rawValue) {
      kind = .integer
      buffer = .allocate(byteCount: MemoryLayout<Int64>.size, alignment: 8)
    } else if Self.dateTimeTypes.contains(type.rawValue) {
      kind = .dateTime
      buffer = .allocate(byteCount: MemoryLayout<MYSQL_TIME>.size, alignment: MemoryLayout<MYSQL_TIME>.alignment)
    } else {
      kind = .text
      buffer = .allocate(byteCount: 256, alignment: 8)
    }
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
  /// An unsigned number above `Int64.max`.
  var isOutOfRange: Bool { kind == .integer && !isNull && error.pointee != 0 }

  /// Makes room for the value that did not fit.
  func grow() {
    let size = Int(length.pointee)
    buffer.deallocate()
    buffer = .allocate(byteCount: size, alignment: 8)
  }

  var integer: Int64 { buffer.load(as: Int64.self) }

  var dateTime: DateTime {
    let time = buffer.load(as: MYSQL_TIME.self)
    return DateTime(
      year: Int(time.year), month: Int(time.month), day: Int(time.day), hour: Int(time.hour),
      minute: Int(time.minute), second: Int(time.second), microsecond: Int(time.second_part))
  }

  var text: String { String(decoding: buffer[..<Int(length.pointee)], as: UTF8.self) }

  private static let integerTypes: Set<UInt32> = [
    MYSQL_TYPE_TINY.rawValue, MYSQL_TYPE_SHORT.rawValue, MYSQL_TYPE_INT24.rawValue, MYSQL_TYPE_LONG.rawValue,
    MYSQL_TYPE_LONGLONG.rawValue, MYSQL_TYPE_YEAR.rawValue,
  ]

  private static let dateTimeTypes: Set<UInt32> = [MYSQL_TYPE_DATETIME.rawValue, MYSQL_TYPE_TIMESTAMP.rawValue]
}
