/// A short transaction that goes to the server as one statement, in one round trip (MariaDB: "Using Compound Statements
/// Outside of Stored Programs").
package struct Block {
  private let reads: [(variable: SQL, query: SQL)]
  private let condition: SQL?
  private let writes: [SQL]
  private let result: SQL

  /// - Parameters:
  ///   - reads: come first: each is a query of one number, which its variable takes, or NULL if there is no row.
  ///   - condition: on the variables: if it does not hold nothing is written.
  ///   - writes: may use the variables, and set the result.
  ///   - result: the variable whose value comes back, a number or NULL.
  package init(reads: [(variable: SQL, query: SQL)], if condition: SQL? = nil, writes: [SQL], result: SQL) {
    self.reads = reads
    self.condition = condition
    self.writes = writes
    self.result = result
  }

  /// Those that are statements by themselves, and touch a table.
  var statements: [SQL] { (reads.map(\.query) + writes).filter { !$0.text.hasPrefix("SET ") } }

  var sql: SQL {
    let variables = Set((reads.map(\.variable) + [result]).map(\.text)).sorted().map(SQL.init(unchecked:))
    let settings = reads.map { variable, query -> SQL in "SET \(variable) = (\(query))" }
    var work = SQL.joined(writes, by: ";\n")
    if let condition { work = "IF \(condition) THEN\n\(work);\nEND IF" }
    return """
      BEGIN NOT ATOMIC
        DECLARE \(SQL.joined(variables, by: ", ")) BIGINT;
        START TRANSACTION;
        \(SQL.joined(settings + [work], by: ";\n"));
        COMMIT;
        SELECT \(result);
      END
      """
  }
}
