import CMariaDB

/// A prepared statement and the buffers of its result, reused from one execution to the next.
final class Statement {
  private let text: String
  private let statement: UnsafeMutablePointer<MYSQL_STMT>
  private var columns: [Column] = []
  private var results: [MYSQL_BIND] = []

  init(_ text: String, on mysql: UnsafeMutablePointer<MYSQL>) throws(MariaDBError) {
    guard let statement = mysql_stmt_init(mysql) else { preconditionFailure("out of memory") }
    guard mysql_stmt_prepare(statement, text, UInt(text.utf8.count)) == 0 else {
      let error = Self.error(statement, text)
      mysql_stmt_close(statement)
      throw error
    }
    self.text = text
    self.statement = statement
  }

  deinit { mysql_stmt_close(statement) }

  /// Sends the values and hands over the rows. All rows are read, whatever happens.
  /// - Parameters:
  ///   - isStreamed: read rows while the server sends them, in place of all at once; nothing else may use the
  ///     connection meanwhile.
  /// - Returns: how many rows matched or came back.
  @discardableResult
  func execute(
    _ values: [SQLValue], isStreamed: Bool, _ row: (borrowing Row) throws(MariaDBError) -> Void
  ) throws(MariaDBError) -> Int {
    try Parameters.bind(values, to: statement) { () throws(MariaDBError) in
      try check(mysql_stmt_execute(statement))
    } failure: {
      Self.error(statement, text)
    }
    // Only now: of INSERT … RETURNING the server does not tell the columns when it is prepared.
    let columnCount = Int(mysql_stmt_field_count(statement))
    guard columnCount > 0 else { return Int(mysql_stmt_affected_rows(statement)) }
    if columns.count != columnCount {
      columns = Self.columns(of: statement)
      results = columns.map(\.binding)
    }
    defer { mysql_stmt_free_result(statement) }
    guard mysql_stmt_bind_result(statement, &results) == 0 else { throw Self.error(statement, text) }
    guard isStreamed || mysql_stmt_store_result(statement) == 0 else { throw failureAmongRows() }
    return try fetch(row)
  }

  private func fetch(_ row: (borrowing Row) throws(MariaDBError) -> Void) throws(MariaDBError) -> Int {
    var count = 0
    while true {
      switch mysql_stmt_fetch(statement) {
      case 0: break
      case MYSQL_DATA_TRUNCATED: try fetchLongValues()
      case MYSQL_NO_DATA: return count
      default: throw failureAmongRows()
      }
      count += 1
      try row(Row(columns))
    }
  }

  /// A text longer than its buffer: the buffer grows, and keeps its new size for the next execution.
  private func fetchLongValues() throws(MariaDBError) {
    for (index, column) in columns.enumerated() where column.isTruncated {
      column.grow()
      results[index] = column.binding
      try check(mysql_stmt_fetch_column(statement, &results[index], UInt32(index), 0))
    }
    guard mysql_stmt_bind_result(statement, &results) == 0 else { throw Self.error(statement, text) }
  }

  /// An error in place of rows, as INSERT … RETURNING gives for a duplicate key. Connector/C (3.3.18) goes on waiting for
  /// rows in the next execution, unless the statement is reset.
  private func failureAmongRows() -> MariaDBError {
    let error = Self.error(statement, text)
    mysql_stmt_reset(statement)
    return error
  }

  private func check(_ result: Int32) throws(MariaDBError) {
    guard result == 0 else { throw Self.error(statement, text) }
  }

  private static func error(_ statement: UnsafeMutablePointer<MYSQL_STMT>, _ text: String) -> MariaDBError {
    MariaDBError(
      code: Int(mysql_stmt_errno(statement)), message: String(cString: mysql_stmt_error(statement)), statement: text)
  }

  private static func columns(of statement: UnsafeMutablePointer<MYSQL_STMT>) -> [Column] {
    guard let metadata = mysql_stmt_result_metadata(statement) else { return [] }
    defer { mysql_free_result(metadata) }
    let count = Int(mysql_num_fields(metadata))
    guard let fields = mysql_fetch_fields(metadata) else { return [] }
    return (0..<count).map { Column(type: fields[$0].type) }
  }
}
