import Glibc

/// A connection that opens when it is needed and again after the server went away. Used by one thread.
///
/// A server that hung up while nothing was going on is noticed before the next statement, which goes to a new
/// connection. One that goes during a statement is noticed by the failure: reads are then tried once more, writes are
/// not, since the server may have done them.
///
/// Statements are kept prepared from one use to the next, unless `isKept` is false. That is for those which an index
/// alone can answer: MariaDB forgets so when a prepared statement runs again and others have read more columns of the
/// table meanwhile, and reads every row instead (seen with 10.11.19).
package final class Connection {
  package let address: Address
  private let jitter: (ClosedRange<UInt32>) -> UInt32
  private var handle: Handle? {
    didSet { if (oldValue == nil) != (handle == nil) { noticed?(handle == nil ? .closed : .opened) } }
  }
  package private(set) var isInTransaction = false
  private var isBusy = false
  /// Nanoseconds that statements have taken in all, connecting included.
  package private(set) var timeSpent: UInt64 = 0
  /// Told, by `CLOCK_MONOTONIC` in nanoseconds, when a statement begins; and of its end by nil.
  package var watcher: ((_ begin: UInt64?) -> Void)?
  package enum Event {
    case opened, closed
    case failed(Failure)
  }

  /// Told of what becomes of the connection, and of each failure.
  package var noticed: ((Event) -> Void)?
  /// Called before a wait for the server that may be long.
  package var willWait: () -> Void = {}
  private var backOff = BackOff()
  /// Told of every prepared statement before it runs, with its values, which belong in no log, and whether it is kept.
  package var observer: ((SQL, _ isKept: Bool) -> Void)?

  /// - Parameter jitter: picks how many microseconds to wait before a transaction is tried again.
  package init(
    _ address: Address, jitter: @escaping (ClosedRange<UInt32>) -> UInt32 = { UInt32.random(in: $0) }
  ) {
    self.address = address
    self.jitter = jitter
  }

  /// Reads rows: must be safe to run twice. What `row` throws ends it; an `ImpossibleValue` names the row.
  package func read(
    _ sql: SQL, isStreamed: Bool = false, _ row: (borrowing Row) throws -> Void
  ) throws(MariaDBError) {
    observer?(sql, true)
    // A stream may have handed rows over already.
    try withHandle(isRepeatable: !isStreamed) { (handle) throws(MariaDBError) in
      _ = try handle.statement(sql.text).execute(sql.values, isStreamed: isStreamed, row)
    }
  }

  /// All rows, each through `decode`. What that throws is the failure of the whole.
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

  /// The rows that `decode` can make something of; `rejected` is told of the others.
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

  /// The rows that a statement `… RETURNING` has changed, those of an `INSERT` in the order of its values. Otherwise
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

  /// Changes rows. By itself it is a transaction, and tried again after a conflict like one.
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

  /// Runs a statement that cannot be prepared or is not worth it.
  package func run(_ text: String) throws(MariaDBError) {
    try withHandle(isRepeatable: false) { (handle) throws(MariaDBError) in try handle.run(text) }
  }

  /// Runs a transaction in one round trip. Tried again after a conflict as a whole.
  /// - Returns: the block's results.
  package func run(_ block: Block) throws(MariaDBError) -> [Int64?] {
    precondition(!isInTransaction, "transactions do not nest")
    if let observer { for statement in block.statements { observer(statement, true) } }
    let sql = block.sql
    return try retryingConflicts { () throws(MariaDBError) in
      var results: [[Int64?]] = []
      do throws(MariaDBError) {
        try withHandle(isRepeatable: false) { (handle) throws(MariaDBError) in
          results = try handle.statement(sql.text).rows(sql.values) { row in
            try (0..<row.count).map { try row.optionalInteger($0) }
          }
        }
      } catch {
        // The statement that failed has left the transaction open.
        rollBack()
        throw error
      }
      return results[0]
    }
  }

  /// A lost connection has been rolled back by the server. One that cannot be told to must not go on within the
  /// transaction.
  private func rollBack() { if handle != nil, (try? run("ROLLBACK")) == nil { handle = nil } }

  /// Runs `work` in one transaction: all of it is done or nothing. After a conflict the whole of it runs again, a few
  /// times.
  package func transaction<Result>(_ work: () throws(MariaDBError) -> Result) throws(MariaDBError) -> Result {
    precondition(!isInTransaction, "transactions do not nest")
    return try retryingConflicts { () throws(MariaDBError) in try transactionOnce(work) }
  }

  /// Runs reads that all see the database as it is at this moment.
  package func snapshot<Result>(_ work: () throws(MariaDBError) -> Result) throws(MariaDBError) -> Result {
    precondition(!isInTransaction, "transactions do not nest")
    return try transactionOnce(
      begin: [
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
      ], work)
  }

  /// Within a transaction the whole of it has to run again, so `work` does not.
  private func retryingConflicts<Result>(
    _ work: () throws(MariaDBError) -> Result
  ) throws(MariaDBError) -> Result {
    var attempt = 0
    while true {
      do throws(MariaDBError) {
        return try work()
      } catch {
        attempt += 1
        guard error.failure == .conflict, !isInTransaction, attempt < Self.maximumAttempts else { throw error }
        // Jitter, so that the two that met do not meet again.
        usleep(jitter(1_000...10_000) << UInt32(attempt))
      }
    }
  }

  /// How many statements are kept prepared. Those of our own are some dozens. The server allows 16,382 in all by
  /// default, so that 250 connections may have as many.
  package static let maximumStatements = 64

  private static let maximumAttempts = 4
  /// Nanoseconds in which a lost connection shows, unless the server hangs.
  private static let promptly: UInt64 = 1_000_000_000

  private func transactionOnce<Result>(
    begin: [String] = ["START TRANSACTION"], _ work: () throws(MariaDBError) -> Result
  ) throws(MariaDBError) -> Result {
    // Nothing has happened yet, so that a connection lost meanwhile can be opened anew.
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
    precondition(!isBusy, "a row handler uses the connection that its rows come from")
    isBusy = true
    let begin = monotonicNanoseconds()
    watcher?(begin)
    defer {
      isBusy = false
      timeSpent += monotonicNanoseconds() - begin
      watcher?(nil)
    }
    if !isInTransaction, handle?.isClosedByServer == true { handle = nil }
    let isReused = handle != nil
    do throws(MariaDBError) {
      try withOpenHandle(work)
    } catch {
      guard error.failure.endsConnection, isRepeatable, isReused, !isInTransaction else { throw error }
      // A server that was silent until the time was up would be so again: twice the wait, for nothing.
      guard monotonicNanoseconds() - begin < Self.promptly else { throw error }
      try withOpenHandle(work)
    }
  }

  /// A handle whose connection is lost is not used again, nor one to a server that will not do its work.
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
      throw MariaDBError(code: 2_013, message: "the connection was lost within a transaction", statement: nil)
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

/// Nanoseconds of a clock that nobody sets.
private func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
