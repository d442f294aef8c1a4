import Glibc
import Synchronization

/// A new schema on a MariaDB server, with an account for each of the three programs that has only the rights it needs.
struct SiteSchema: Sendable {
  let name: String
  let server: DatabaseServer

  private static let count = Atomic(0)

  init(in server: DatabaseServer) throws {
    self.server = server
    name = "live_\(getpid())_\(Self.count.add(1, ordering: .relaxed).newValue)"
    var statements = "CREATE DATABASE \(name) CHARACTER SET utf8mb4;"
    for (program, rights) in Self.rights {
      statements += "CREATE USER '\(account(program))'@'localhost' IDENTIFIED BY '\(Self.password)';"
      statements += "GRANT \(rights) ON \(name).* TO '\(account(program))'@'localhost';"
    }
    try server.sql(statements)
  }

  func account(_ program: String) -> String { "\(name)_\(program)" }

  static let password = "a password of the tests"

  private static let rights = [
    ("server", "SELECT, INSERT, UPDATE, DELETE"),
    ("train", "SELECT"),
    ("migrate", "ALL PRIVILEGES"),
  ]

  @discardableResult
  func sql(_ statements: String) throws -> String { try server.sql(statements, schema: name) }

  /// The row count and the checksum of each table, which tell whether anything has changed. Statistics and figures,
  /// which workers update by themselves, and login attempts, to which a refused login adds, are left out. Workers may
  /// still be removing rows of deleted accounts, which it waits for.
  func contents() throws -> [String: String] {
    let areDeletionsDone = try eventually {
      try sql("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL") == "0\n"
    }
    guard areDeletionsDone else { throw LiveError("the rows of a deleted account stay") }
    let updated = [
      "recommendation_figures", "movie_exposures", "figures_progress", "statistics_progress", "movie_tallies",
      "counted_users", "counted_movies", "counted_interactions", "recent_visits", "login_attempts",
    ]
    let tables = try sql("SHOW TABLES").split(separator: "\n").map(String.init).filter {
      !$0.hasSuffix("statistics") && !updated.contains($0)
    }
    var contents: [String: String] = [:]
    let checksums = "CHECKSUM TABLE \(tables.map { "`\($0)`" }.joined(separator: ", ")) EXTENDED"
    let counts = tables.map { "SELECT '\($0), rows', COUNT(*) FROM `\($0)`" }.joined(separator: " UNION ALL ")
    for row in try sql("\(checksums); \(counts)").split(separator: "\n") {
      let columns = row.split(separator: "\t").map(String.init)
      contents[columns[0]] = columns[1]
    }
    return contents
  }
}
