import ArgumentParser
import Configuration
import Domain
import JSON
import Stores

struct ListUsers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List accounts by id.",
    discussion: """
      Users of an imported data set have no password and are left out unless --imported is given. Rows with impossible \
      values are left out and reported on standard error; the exit code is then 1. Such users can still be deactivated.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(name: .customLong("begins-with"), help: "List only accounts whose name or e-mail begins with this.")
  var beginning: String?

  @Flag(help: "Also list users of imported data sets.")
  var imported = false

  @Option(parsing: .unconditional, help: "Maximum number of accounts.")
  var limit = 100

  @Option(parsing: .unconditional, help: "List only ids above this one, such as the last id of the previous list.")
  var after: Int64?

  @Flag(help: "Print a JSON object, for programs.")
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

  private static func text(_ users: [UserOverview]) -> String {
    table(
      [["ID", "NAME", "E-MAIL", "SINCE", "SESSIONS", "LAST USED", "STATE"]]
        + users.map { one in
          [
            "\(one.user.id)", one.user.username ?? "-", one.user.email ?? "-",
            String(one.user.createdAt.rfc3339.prefix(10)),
            "\(one.sessions)", one.lastUsedAt?.rfc3339 ?? "-", one.state,
          ]
        })
  }

  private static func json(_ users: [UserOverview]) -> String {
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

extension UserOverview {
  fileprivate var state: String {
    if let deactivatedAt { return "deactivated \(deactivatedAt.rfc3339)" }
    return canLogIn ? "active" : "imported"
  }
}
