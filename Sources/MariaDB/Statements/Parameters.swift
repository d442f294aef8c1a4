import CMariaDB

/// The memory that holds a statement's values while the connector reads them. The statements of a connection share it,
/// since they run one at a time.
final class Parameters {
  private var bindings = UnsafeMutableBufferPointer<MYSQL_BIND>.allocate(capacity: 0)
  /// Numbers and times, one element per value. `MYSQL_TIME` is the largest type stored here.
  private var places = UnsafeMutableBufferPointer<MYSQL_TIME>.allocate(capacity: 0)
  /// Texts and bytes, end to end.
  private var texts = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 1)

  deinit {
    bindings.deallocate()
    places.deallocate()
    texts.deallocate()
  }

  /// The bindings for `mysql_stmt_bind_param`. Valid until the next call, while this object lives.
  func bind(_ values: [SQLValue]) -> UnsafeMutablePointer<MYSQL_BIND>? {
    reserve(values: values.count, bytes: values.reduce(0) { $0 + $1.byteCount })
    var used = 0
    for (index, value) in values.enumerated() {
      let place = UnsafeMutableRawPointer(places.baseAddress.unsafelyUnwrapped + index)
      bindings[index] = MYSQL_BIND()
      switch value {
      case .null:
        bindings[index].buffer_type = MYSQL_TYPE_NULL
        continue
      case .integer(let number):
        place.storeBytes(of: number, as: Int64.self)
        bindings[index].buffer_type = MYSQL_TYPE_LONGLONG
      case .double(let number):
        place.storeBytes(of: number, as: Double.self)
        bindings[index].buffer_type = MYSQL_TYPE_DOUBLE
      case .dateTime(let time):
        place.storeBytes(of: time.native, as: MYSQL_TIME.self)
        bindings[index].buffer_type = MYSQL_TYPE_DATETIME
      case .text(let text):
        let count = copy(text.utf8, at: used)
        setText(index, MYSQL_TYPE_STRING, start: used, count: count)
        used += count
        continue
      case .bytes(let bytes):
        let count = copy(bytes, at: used)
        setText(index, MYSQL_TYPE_BLOB, start: used, count: count)
        used += count
        continue
      }
      bindings[index].buffer = place
    }
    return bindings.baseAddress
  }

  private func reserve(values: Int, bytes: Int) {
    if bindings.count < values {
      bindings.deallocate()
      bindings = .allocate(capacity: values)
      bindings.initialize(repeating: MYSQL_BIND())
      places.deallocate()
      places = .allocate(capacity: values)
      places.initialize(repeating: MYSQL_TIME())
    }
    if texts.count < bytes {
      texts.deallocate()
      texts = .allocate(byteCount: bytes, alignment: 1)
    }
  }

  private func copy(_ bytes: some Collection<UInt8>, at start: Int) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let end = UnsafeMutableRawBufferPointer(rebasing: texts[start...]).initializeMemory(as: UInt8.self, from: bytes)
    return end.initialized.count
  }

  private func setText(_ index: Int, _ type: enum_field_types, start: Int, count: Int) {
    bindings[index].buffer_type = type
    bindings[index].buffer = texts.baseAddress.map { $0 + start }
    // Without a `length` pointer the connector uses `length_value`, which `mysql_stmt_bind_param` sets from this.
    bindings[index].buffer_length = UInt(count)
  }
}

extension SQLValue {
  fileprivate var byteCount: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .null, .integer, .double, .dateTime: 0
    }
  }
}
