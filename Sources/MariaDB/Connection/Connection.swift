import CMariaDB
import System

/// A connection that opens on demand and reopens after the server has gone away. Used by one thread.
///
/// If the server hangs up while the connection is idle, the next statement notices first and goes to a new connection.
/// If it hangs up during a statement, the statement fails. Reads are then retried once; writes are not, since the
/// server may have done them.
///
/// Statements stay prepared between uses unless `isKept` is false, which is for statements that an index alone can
/// answer. If such a statement runs again after other statements have read more columns of the table, MariaDB no longer
/// uses the index alone and reads every row instead (seen with 10.11.19).
package final class Connection {
  package let address: Address
  private let jitter: () -> Double
  private var handle: Handle? {
    didSet { if (oldValue == nil) != (handle == nil) { noticed?(handle == nil ? .closed : .opened) } }
  }
  package private(set) var isInTransaction = false
  private var isBusy = false
  /// The time that all statements have taken, connecting included.
  package private(set) var timeSpent = Duration.zero
  /// Called when a statement begins, with the time on the monotonic clock, and with nil when it ends.
  package var watcher: ((_ begin: Duration?) -> Void)?
  package enum Notice {
    case opened, closed
    case failed(Failure)
  }

  /// Called when the connection opens or closes, and for each failure.
  package var noticed: ((Notice) -> Void)?
  /// Called before a wait for the server that may be long.
  package var willWait: () -> Void = {}
  private var backOff = BackOff()
  /// Called before each prepared statement runs, with its values (which must not be logged) and whether it stays
  /// prepared.
  package var observer: ((SQL, _ isKept: Bool) -> Void)?

  /// - Parameter jitter: picks the pause before a transaction is retried, from 0 (shortest) to 1 (longest).
  package init(_ address: Address, jitter: @escaping () -> Double = { .random(in: 0...1) }) {
    self.address = address
    self.jitter = jitter
  }

  /// Reads rows; must be safe to run twice. An error thrown by `row` ends the read. An `ImpossibleValue` is reported
  /// with its row.
  package func read(
    _ sql: SQL, isStreamed: Bool = false, _ row: (borrowing Row) throws -> Void
  ) throws(MariaDBError) {
    observer?(sql, true)
    // A stream may already have delivered rows.
    try withHandle(isRepeatable: !isStreamed) { (handle) throws(MariaDBError) in
      _ = try handle.statement(sql.text).execute(sql.values, isStreamed: isStreamed, row)
    }
  }

  /// Returns all rows, each passed through `decode`. If `decode` throws, the whole read fails.
  package func rows<Value>(
    _ sql: SQL, isKept: Bool = true, _ decode: (borrowing Row) throws -> Value
  ) throws(MariaDBError) -> [Value] {
    observer?(sql, isKept)
    var values: [Value] = []
    try withHandle(isRepeatable: true) { (handle) throws(MariaDBError) in
      values = try handle.statement(sql.text, isKept: isKept).rows(sql.values, decode)
    }
    return values
  }

  /// Returns the rows that `decode` accepts; `rejected` is called for each row with an impossible value.
  package func possibleRows<Value>(
    _ sql: SQL, rejected: (ImpossibleValue) -> Void, _ decode: (borrowing Row) throws -> Value
  ) throws(MariaDBError) -> [Value] {
    try rows(sql) { row -> Value? in
      do {
        return try decode(row)
      } catch let value as ImpossibleValue {
        rejected(value)
        return nil
      }
    }.compactMap { $0 }
  }

  /// Returns the rows that a statement with `RETURNING` changed; for an `INSERT`, in the order of its values. Otherwise
  /// like `write`.
  package func change<Value>(_ sql: SQL, _ decode: (borrowing Row) throws -> Value) throws(MariaDBError) -> [Value] {
    observer?(sql, true)
    return try retryingConflicts { () throws(MariaDBError) in
      var values: [Value] = []
      try withHandle(isRepeatable: false) { (handle) throws(MariaDBError) in
        values = try handle.statement(sql.text).rows(sql.values, decode)
      }
      return values
    }
  }

  /// Changes rows. Outside a transaction, the statement is a transaction of its own and is retried after a conflict.
  @discardableResult
  package func write(_ sql: SQL, isKept: Bool = true) throws(MariaDBError) -> WriteResult {
    observer?(sql, isKept)
    return try retryingConflicts { () throws(MariaDBError) in
      var result = WriteResult(rows: 0, firstID: 0)
      try withHandle(isRepeatable: false) { (handle) throws(MariaDBError) in
        result = try handle.statement(sql.text, isKept: isKept)
          .execute(sql.values, isStreamed: false) { _ in }
      }
      return result
    }
  }

  /// Runs a statement that cannot be prepared or is not worth preparing.
  package func run(_ text: String) throws(MariaDBError) {
    try withHandle(isRepeatable: false) { (handle) throws(MariaDBError) in try handle.run(text) }
  }

  /// Runs a transaction in one round trip.
  /// - Parameter retriesConflicts: whether the whole block is retried after a conflict.
  /// - Returns: the block's results.
  package func run(_ block: Block, retriesConflicts: Bool = true) throws(MariaDBError) -> [Int64?] {
    precondition(!isInTransaction, "transactions do not nest")
    if let observer { for statement in block.statements { observer(statement, true) } }
    let sql = block.sql
    return try retryingConflicts(attempts: retriesConflicts ? Self.maximumAttempts : 1) { () throws(MariaDBError) in
      var results: [[Int64?]] = []
      do throws(MariaDBError) {
        try withHandle(isRepeatable: false) { (handle) throws(MariaDBError) in
          results = try handle.statement(sql.text).rows(sql.values) { row in
            try (0..<row.count).map { try row.optionalInteger($0) }
          }
        }
      } catch {
        // The failed statement has left the transaction open.
        rollBack()
        throw error
      }
      return results[0]
    }
  }

  /// If the connection is lost, the server has already rolled back. If the server cannot be told to roll back, the
  /// connection is dropped, so that nothing else runs within the transaction.
  private func rollBack() { if handle != nil, (try? run("ROLLBACK")) == nil { handle = nil } }

  /// Runs `work` in one transaction: all of it takes effect or none of it. After a conflict all of it is retried, up to
  /// a few times.
  package func transaction<Result>(_ work: () throws(MariaDBError) -> Result) throws(MariaDBError) -> Result {
    precondition(!isInTransaction, "transactions do not nest")
    return try retryingConflicts { () throws(MariaDBError) in try transactionOnce(work) }
  }

  /// Runs reads that all see the database as of the same moment.
  package func snapshot<Result>(_ work: () throws(MariaDBError) -> Result) throws(MariaDBError) -> Result {
    precondition(!isInTransaction, "transactions do not nest")
    return try transactionOnce(
      begin: [
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
      ], work)
  }

  /// Retries `work` after a conflict, except within a transaction: then the whole transaction has to run again.
  private func retryingConflicts<Result>(
    attempts: Int = maximumAttempts, _ work: () throws(MariaDBError) -> Result
  ) throws(MariaDBError) -> Result {
    var attempt = 0
    while true {
      do throws(MariaDBError) {
        return try work()
      } catch {
        attempt += 1
        guard error.failure == .conflict, !isInTransaction, attempt < attempts else { throw error }
        // Jitter, so that the two that collided do not collide again.
        pause(for: (.milliseconds(1) + .milliseconds(9) * jitter()) * (1 << attempt))
      }
    }
  }

  /// How many statements stay prepared on a connection. We use a few dozen. The server allows 16,382 in total by
  /// default, enough for 250 such connections.
  package static let maximumStatements = 64

  private static let maximumAttempts = 4
  /// A lost connection shows up within this time, unless the server hangs.
  private static let promptly = Duration.seconds(1)

  private func transactionOnce<Result>(
    begin: [String] = ["START TRANSACTION"], _ work: () throws(MariaDBError) -> Result
  ) throws(MariaDBError) -> Result {
    // Nothing has been done yet, so a connection that was lost meanwhile may be reopened.
    try withHandle(isRepeatable: true) { (handle) throws(MariaDBError) in
      for statement in begin { try handle.run(statement) }
    }
    isInTransaction = true
    defer { isInTransaction = false }
    do throws(MariaDBError) {
      let result = try work()
      try run("COMMIT")
      return result
    } catch {
      rollBack()
      throw error
    }
  }

  private func withHandle(
    isRepeatable: Bool, _ work: (Handle) throws(MariaDBError) -> Void
  ) throws(MariaDBError) {
    precondition(!isBusy, "a row handler must not use the connection that its rows come from")
    isBusy = true
    let begin = SystemClock.monotonic()
    watcher?(begin)
    defer {
      isBusy = false
      timeSpent += SystemClock.monotonic() - begin
      watcher?(nil)
    }
    if !isInTransaction, handle?.isClosedByServer == true { handle = nil }
    let isReused = handle != nil
    do throws(MariaDBError) {
      try withOpenHandle(work)
    } catch {
      guard error.failure.endsConnection, isRepeatable, isReused, !isInTransaction else { throw error }
      // A server that was silent until the timeout would be silent again, which would double the wait for nothing.
      guard SystemClock.monotonic() - begin < Self.promptly else { throw error }
      try withOpenHandle(work)
    }
  }

  /// Drops the handle if its connection is lost or its server refuses the work.
  private func withOpenHandle(_ work: (Handle) throws(MariaDBError) -> Void) throws(MariaDBError) {
    do throws(MariaDBError) {
      try work(openHandle())
    } catch {
      noticed?(.failed(error.failure))
      if error.failure.endsConnection { handle = nil }
      throw error
    }
  }

  private func openHandle() throws(MariaDBError) -> Handle {
    if let handle { return handle }
    guard !isInTransaction else {
      throw MariaDBError(
        code: Int(CR_SERVER_LOST), message: "the connection was lost within a transaction", statement: nil)
    }
    if let error = backOff.refusal(at: .now) { throw error }
    do throws(MariaDBError) {
      willWait()
      let opened = try Handle(address, Waiting { [unowned self] in willWait() })
      backOff.succeeded()
      handle = opened
      return opened
    } catch {
      backOff.failed(error, at: .now)
      throw error
    }
  }
}
