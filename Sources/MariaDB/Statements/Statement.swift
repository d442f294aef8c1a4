import CMariaDB

/// The outcome of a statement that returns no rows.
package struct WriteResult: Equatable, Sendable {
  /// Rows that were inserted, deleted, or matched by an update.
  package let rows: Int
  /// The id that AUTO_INCREMENT gave to the first inserted row. The ids of further rows are unknown, because the server
  /// chooses the step.
  package let firstID: Int64
}

/// A prepared statement and its result buffers, which executions reuse.
final class Statement {
  private let text: String
  private let statement: UnsafeMutablePointer<MYSQL_STMT>
  private let waiting: Waiting
  private let isRead: Bool
  private let parameters: Parameters
  private var columns: [Column]
  private var results: [MYSQL_BIND]

  /// - Parameter parameters: of the connection.
  init(
    _ text: String, on mysql: UnsafeMutablePointer<MYSQL>, _ waiting: Waiting, _ parameters: Parameters
  ) throws(MariaDBError) {
    guard let statement = mysql_stmt_init(mysql) else { preconditionFailure("out of memory") }
    guard mysql_stmt_prepare(statement, text, UInt(text.utf8.count)) == 0 else {
      let error = Self.error(statement, text)
      mysql_stmt_close(statement)
      throw error
    }
    self.text = text
    self.statement = statement
    self.waiting = waiting
    isRead = text.hasPrefix("SELECT")
    self.parameters = parameters
    columns = Self.columns(of: statement)
    results = columns.map(\.binding)
  }

  deinit { mysql_stmt_close(statement) }

  /// Sends the values and passes the rows to `row`. The result is always read or discarded to its end.
  /// - Parameter isStreamed: whether to read rows while the server sends them, instead of all at once; nothing else may
  ///   use the connection meanwhile.
  /// - Returns: for a statement that returns no rows, how many rows it changed and the id of the first one it inserted.
  @discardableResult
  func execute(
    _ values: [SQLValue], isStreamed: Bool, _ row: (borrowing Row) throws -> Void
  ) throws(MariaDBError) -> WriteResult {
    precondition(
      values.count == mysql_stmt_param_count(statement), "the numbers of placeholders and values differ")
    if !values.isEmpty, mysql_stmt_bind_param(statement, parameters.bind(values)) != 0 {
      throw Self.error(statement, text)
    }
    try check(send(isStreamed: isStreamed))
    // For `INSERT … RETURNING` the server reports the columns only now.
    if columns.isEmpty, mysql_stmt_field_count(statement) > 0 {
      columns = Self.columns(of: statement)
      results = columns.map(\.binding)
    }
    guard !columns.isEmpty else {
      return WriteResult(
        rows: Int(clamping: mysql_stmt_affected_rows(statement)),
        firstID: Int64(bitPattern: UInt64(mysql_stmt_insert_id(statement))))
    }
    try readRows(isStreamed: isStreamed, row)
    // A block ends with another result, which has no rows.
    while mysql_stmt_more_results(statement) != 0 { try check(max(0, mysql_stmt_next_result(statement))) }
    return WriteResult(rows: 0, firstID: 0)
  }

  /// Sends the values and waits for the answer to begin. `readRows` waits for the rows after that and does not call
  /// `willWait`: a stream is expected to take long from the start.
  private func send(isStreamed: Bool) -> Int32 {
    var result: Int32 = 0
    waiting.run(
      statement.pointee.mysql, isShort: isRead && !isStreamed, start: { mysql_stmt_execute_start(&result, statement) },
      go: { mysql_stmt_execute_cont(&result, statement, $0) })
    return result
  }

  private func readRows(isStreamed: Bool, _ row: (borrowing Row) throws -> Void) throws(MariaDBError) {
    defer { mysql_stmt_free_result(statement) }
    guard mysql_stmt_bind_result(statement, &results) == 0 else { throw Self.error(statement, text) }
    if !isStreamed, mysql_stmt_store_result(statement) != 0 { throw errorAmongRows() }
    try fetch(row)
  }

  /// Sends the values and returns the rows, each passed through `decode`.
  func rows<Value>(
    _ values: [SQLValue], _ decode: (borrowing Row) throws -> Value
  ) throws(MariaDBError) -> [Value] {
    var decoded: [Value] = []
    try execute(values, isStreamed: false) { decoded.append(try decode($0)) }
    return decoded
  }

  private func fetch(_ row: (borrowing Row) throws -> Void) throws(MariaDBError) {
    while true {
      switch mysql_stmt_fetch(statement) {
      case 0: break
      case MYSQL_DATA_TRUNCATED: try fetchLongValues()
      case MYSQL_NO_DATA: return
      default: throw errorAmongRows()
      }
      do {
        try row(Row(columns))
      } catch let value as ImpossibleValue {
        throw MariaDBError(value, statement: text)
      } catch let error as MariaDBError {
        throw error
      } catch {
        throw MariaDBError(code: ImpossibleValue.code, message: "\(error)", statement: text)
      }
    }
  }

  /// Reads texts that are longer than their buffers. A buffer keeps its new size for the next execution.
  private func fetchLongValues() throws(MariaDBError) {
    for (index, column) in columns.enumerated() where column.isTruncated {
      column.grow()
      var binding = column.binding
      results[index] = binding
      try check(mysql_stmt_fetch_column(statement, &binding, UInt32(index), 0))
    }
    guard mysql_stmt_bind_result(statement, &results) == 0 else { throw Self.error(statement, text) }
  }

  /// The error that the server sent in place of rows. It ends the result, but the connector still expects rows: freeing
  /// the result, or running the statement again, would wait for them until the read times out. Resetting the statement
  /// makes the connector forget them.
  private func errorAmongRows() -> MariaDBError {
    // While rows are streamed, the connector stores the error on the connection only.
    let error =
      mysql_stmt_errno(statement) != 0 ? Self.error(statement, text) : Handle.error(statement.pointee.mysql, text)
    if error.failure != .lost {
      statement.pointee.mysql.pointee.status = MYSQL_STATUS_READY
      mysql_stmt_reset(statement)
    }
    return error
  }

  private func check(_ result: Int32) throws(MariaDBError) {
    guard result == 0 else { throw Self.error(statement, text) }
  }

  private static func error(_ statement: UnsafeMutablePointer<MYSQL_STMT>, _ text: String) -> MariaDBError {
    MariaDBError(
      code: Int(mysql_stmt_errno(statement)), state: String(cString: mysql_stmt_sqlstate(statement)),
      message: String(cString: mysql_stmt_error(statement)), statement: text)
  }

  private static func columns(of statement: UnsafeMutablePointer<MYSQL_STMT>) -> [Column] {
    guard let metadata = mysql_stmt_result_metadata(statement) else { return [] }
    defer { mysql_free_result(metadata) }
    let count = Int(mysql_num_fields(metadata))
    guard let fields = mysql_fetch_fields(metadata) else { return [] }
    return (0..<count).map { Column(fields[$0]) }
  }
}
