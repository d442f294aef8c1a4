import Glibc

/// A lock that lets every statement on a table wait, held by a session of its own in the database.
final class TableLock {
  private let schema: Schema
  private let client: ChildProcess
  private let session: String

  init(on table: String, in schema: Schema) throws {
    self.schema = schema
    let statement = "LOCK TABLES \(table) WRITE; SELECT SLEEP(120) AS lock_of_a_test"
    client = try ChildProcess(
      [
        "mariadb", "--no-defaults", "--socket=\(schema.server.socket)", "--user=root", "--execute", statement,
        schema.name,
      ], log: "\(makeTemporaryFolder())/log")
    var found = ""
    let query = """
      SELECT id FROM information_schema.processlist WHERE db = '\(schema.name)' AND info LIKE 'SELECT SLEEP%'
      """
    _ = eventually(within: 10) {
      found = ((try? schema.sql(query)) ?? "").trimmingNewline
      return !found.isEmpty
    }
    session = found
    guard !session.isEmpty else { throw LiveError("cannot lock \(table): \(client.tail)") }
  }

  func release() throws {
    guard client.isRunning else { return }
    try schema.server.sql("KILL CONNECTION \(session)")
    _ = client.waitForEnd(10)
  }
}

extension String {
  fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
