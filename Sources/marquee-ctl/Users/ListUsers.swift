import ArgumentParser
import Configuration
import Domain
import JSON
import Stores

struct ListUsers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List accounts, by id.",
    discussion: """
      Users of an imported data set have no password and are left out, unless --imported is given. A row that holds an \
      impossible value is left out and named on standard error; the exit code is 1. Such a user can be deactivated all \
      the same.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(name: .customLong("begins-with"), help: "Only those whose name or e-mail begins so.")
  var beginning: String?

  @Flag(help: "Users of imported data sets, too.")
  var imported = false

  @Option(parsing: .unconditional, help: "At most so many.")
  var limit = 100

  @Option(parsing: .unconditional, help: "Only ids above this one: the last of the list before.")
  var after: Int64?

  @Flag(help: "One JSON object, for programs.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000000.") }
  }

  func run() throws {
    try reportingFailure {
      let users = try Configuration.load(file: options.config).users()
      var leftOut: [String] = []
      let found = try users.overviews(
        beginningWith: beginning, includesImported: imported, after: after ?? .min, limit: limit, at: .now(),
        rejected: { leftOut.append($0) })
      if json { print(Self.json(found)) } else { print(Self.text(found)) }
      try report(leftOut: leftOut, of: "users")
    }
  }

  private static func text(_ users: [Users.Overview]) -> String {
    let rows =
      [["ID", "NAME", "E-MAIL", "SINCE", "SESSIONS", "LAST USED", "STATE"]]
      + users.map { one in
        [
          "\(one.user.id)", one.user.username ?? "-", one.user.email ?? "-",
          String(one.user.createdAt.rfc3339.prefix(10)),
          "\(one.sessions)", one.lastUsedAt?.rfc3339 ?? "-", one.state,
        ]
      }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func json(_ users: [Users.Overview]) -> String {
    let object = JSONWriter.object { json in
      json.field("users") { json in
        json.array { list in
          for one in users {
            list.object { json in
              json.field("id", one.user.id)
              json.field("username", one.user.username)
              json.field("email", one.user.email)
              json.field("created_at", one.user.createdAt.rfc3339)
              json.field("sessions", one.sessions)
              json.field("last_used_at", one.lastUsedAt?.rfc3339)
              json.field("deactivated_at", one.deactivatedAt?.rfc3339)
              json.field("can_log_in", one.canLogIn)
            }
          }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }
}

extension Users.Overview {
  fileprivate var state: String {
    if let deactivatedAt { return "deactivated \(deactivatedAt.rfc3339)" }
    return canLogIn ? "active" : "imported"
  }
}
