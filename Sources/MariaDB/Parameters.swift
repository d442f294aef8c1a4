import CMariaDB

/// Hands values to a statement for one execution.
enum Parameters {
  /// Calls `execute` while the values lie where the connector reads them.
  static func bind(
    _ values: [SQLValue], to statement: UnsafeMutablePointer<MYSQL_STMT>,
    execute: () throws(MariaDBError) -> Void, failure: () -> MariaDBError
  ) throws(MariaDBError) {
    precondition(values.count == Int(mysql_stmt_param_count(statement)), "placeholders and values differ in number")
    guard !values.isEmpty else { return try execute() }

    // Texts end to end in one buffer, and integers in another: two allocations whatever the number of values.
    var texts: [UInt8] = []
    var integers = [Int64](repeating: 0, count: values.count)
    var offsets = [(start: Int, count: Int)](repeating: (0, 0), count: values.count)
    for (index, value) in values.enumerated() {
      switch value {
      case .null: break
      case .integer(let number): integers[index] = number
      case .text(let text):
        offsets[index].start = texts.count
        texts += text.utf8
        offsets[index].count = texts.count - offsets[index].start
      }
    }
    var bindings = [MYSQL_BIND](repeating: MYSQL_BIND(), count: values.count)
    var failed: MariaDBError?
    texts.withUnsafeMutableBytes { texts in
      integers.withUnsafeMutableBufferPointer { integers in
        for (index, value) in values.enumerated() {
          switch value {
          case .null: bindings[index].buffer_type = MYSQL_TYPE_NULL
          case .integer:
            bindings[index].buffer_type = MYSQL_TYPE_LONGLONG
            bindings[index].buffer = integers.baseAddress.map { UnsafeMutableRawPointer($0 + index) }
          case .text:
            bindings[index].buffer_type = MYSQL_TYPE_STRING
            bindings[index].buffer = texts.baseAddress.map { $0 + offsets[index].start }
            // With no `length` pointer the connector takes this as the length.
            bindings[index].buffer_length = UInt(offsets[index].count)
          }
        }
        do throws(MariaDBError) {
          guard mysql_stmt_bind_param(statement, &bindings) == 0 else { throw failure() }
          try execute()
        } catch {
          failed = error
        }
      }
    }
    if let failed { throw failed }
  }
}
