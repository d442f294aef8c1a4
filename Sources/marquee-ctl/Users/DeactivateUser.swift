import ArgumentParser
import Configuration
import Domain
import Stores

struct DeactivateUser: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deactivate", abstract: "Deactivate an account: log-ins are refused, and its sessions end at once.",
    discussion: "Its data is kept. 'users activate' activates it again.")

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var account: AccountArgument

  func run() throws {
    try reportingFailure {
      let users = try Configuration.load(file: options.config).users()
      let found = try account.find(in: users)
      try users.deactivate(found.id, at: .now())
      print(
        found.isDeactivated
          ? "\(found.label) was already deactivated."
          : "\(found.label) is deactivated. Sessions ended: \(found.sessions).")
    }
  }
}

struct ActivateUser: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate", abstract: "Activate a deactivated account again.")

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var account: AccountArgument

  func run() throws {
    try reportingFailure {
      let users = try Configuration.load(file: options.config).users()
      let found = try account.find(in: users)
      try users.activate(found.id)
      print(found.isDeactivated ? "\(found.label) is active." : "\(found.label) was already active.")
    }
  }
}
