import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct UsersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "Manage user accounts.",
    subcommands: [ListUsers.self, DeactivateUser.self, ActivateUser.self, ResetPassword.self, RecommendToUser.self],
    defaultSubcommand: ListUsers.self)
}

/// The account that a command is about.
struct AccountArgument: ParsableArguments {
  @Argument(help: "The user's name, e-mail or id.")
  var user: String

  func find(in users: Users) throws -> UserReference {
    guard !user.isEmpty else { throw UnknownUser(name: user) }
    guard let found = try users.reference(to: user, at: .now()) else { throw UnknownUser(name: user) }
    return found
  }
}

struct UnknownUser: Error, CustomStringConvertible {
  let name: String
  var description: String { "there is no user '\(name)'" }
}

extension Configuration {
  /// The user table, on its own connection.
  func users() throws -> Users { Users(Connection(Address(self, password: try databasePassword()))) }
}

extension UserReference {
  /// A name to show to operators.
  var label: String { username ?? "user \(id)" }
}
