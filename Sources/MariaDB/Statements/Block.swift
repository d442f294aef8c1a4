import System

/// A short transaction that goes to the server as one statement, in one round trip (MariaDB: "Using Compound Statements
/// Outside of Stored Programs").
package struct Block {
  /// A query for one row of numbers, each stored in a variable. If there is no row, all variables are NULL.
  package struct Read {
    let variables: [SQL]
    let columns: SQL
    let rest: SQL
    var lockTimeout: Duration?

    /// - Parameters:
    ///   - rest: what follows the columns, from `FROM` on.
    ///   - lockTimeout: how long to wait for a lock, in whole seconds; nil for the connection's own limit.
    package init(_ variables: [SQL], _ columns: SQL, _ rest: SQL, lockTimeout: Duration? = nil) {
      self.lockTimeout = lockTimeout
      self.variables = variables
      self.columns = columns
      self.rest = rest
    }

    /// Adds a number from a row of `table` that is joined by `condition`; NULL if there is no such row.
    package func joined(_ variable: SQL, _ column: SQL, of table: SQL, on condition: SQL) -> Read {
      Read(variables + [variable], "\(columns), \(column)", "\(rest) LEFT JOIN \(table) ON \(condition)")
    }

    var query: SQL { "SELECT \(columns) \(rest)" }
    var statement: SQL {
      Block.waiting(lockTimeout, "SELECT \(columns) INTO \(SQL.joined(variables, by: ", ")) \(rest)")
    }
  }

  /// A statement that waits for a lock for so many whole seconds; nil for the connection's own limit. `FOR UPDATE WAIT`
  /// is not allowed within a block, and an insert has no such words.
  package static func waiting(_ timeout: Duration?, _ statement: SQL) -> SQL {
    guard let timeout else { return statement }
    return "\(SQL(unchecked: "SET STATEMENT innodb_lock_wait_timeout = \(timeout.seconds) FOR "))\(statement)"
  }

  private let reads: [Read]
  private let condition: SQL?
  private let writes: [SQL]
  private let results: [SQL]

  /// - Parameters:
  ///   - reads: run first.
  ///   - condition: a condition on the variables; if it does not hold, nothing is written.
  ///   - writes: may use the variables and set results.
  ///   - results: the variables to return, numbers or NULL.
  package init(reads: [Read], if condition: SQL? = nil, writes: [SQL], results: [SQL]) {
    self.reads = reads
    self.condition = condition
    self.writes = writes
    self.results = results
  }

  /// The statements that could run on their own and that access a table.
  var statements: [SQL] { (reads.map(\.query) + writes).filter { !$0.text.hasPrefix("SET ") } }

  var sql: SQL {
    let variables = Set((reads.flatMap(\.variables) + results).map(\.text)).sorted().map(SQL.init(unchecked:))
    var work = SQL.joined(writes, by: ";\n")
    if let condition { work = "IF \(condition) THEN\n\(work);\nEND IF" }
    return """
      BEGIN NOT ATOMIC
        DECLARE \(SQL.joined(variables, by: ", ")) BIGINT;
        START TRANSACTION;
        \(SQL.joined(reads.map(\.statement) + [work], by: ";\n"));
        COMMIT;
        SELECT \(SQL.joined(results, by: ", "));
      END
      """
  }
}
