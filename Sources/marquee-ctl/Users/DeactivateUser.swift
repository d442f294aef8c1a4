import ArgumentParser
import Configuration
import Domain
import Stores

struct DeactivateUser: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deactivate", abstract: "Shut an account: nobody can log in, and its sessions end at once.",
    discussion: "What it holds stays. 'users activate' opens it again.")

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var account: AccountArgument

  func run() throws {
    try reportingFailure {
      let users = try Configuration.load(file: options.config).users()
      let found = try account.find(in: users)
      try users.deactivate(found.id, at: .now())
      print(
        found.isDeactivated
          ? "\(found.label) was deactivated already."
          : "\(found.label) is deactivated; \(found.sessions) sessions have ended.")
    }
  }
}

struct ActivateUser: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate", abstract: "Open a deactivated account again.")

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var account: AccountArgument

  func run() throws {
    try reportingFailure {
      let users = try Configuration.load(file: options.config).users()
      let found = try account.find(in: users)
      try users.activate(found.id)
      print(found.isDeactivated ? "\(found.label) is active." : "\(found.label) was active already.")
    }
  }
}
