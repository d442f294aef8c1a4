import ArgumentParser
import Configuration
import Credentials
import Domain
import Stores

struct ResetPassword: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset-password", abstract: "Set a one-time password for an account, and end its sessions.",
    discussion: """
      Prints only the password on standard output. It is valid for one session, in which the user must choose another; \
      until then no other log-in is possible. Send it to the user over a private channel.
      """)

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var account: AccountArgument

  @Option(parsing: .unconditional, help: "Hours until the password expires.")
  var hours: Int64 = 24

  func validate() throws {
    guard (1...8_760).contains(hours) else { throw ValidationError("--hours must be from 1 to 8760.") }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let users = try configuration.users()
      let found = try account.find(in: users)
      guard found.hasLogin else { throw NoLogin(user: found.id) }
      let password = Password.random()
      let until = Timestamp.now() + .seconds(hours * 3_600)
      try users.resetPassword(
        of: found.id, toHash: Password.hash(password, cost: configuration.passwordCost), until: until)
      say("\(found.label) can log in once, until \(until.rfc3339), with the password:")
      print(password)
      if found.isDeactivated { say("The account is deactivated; 'users activate' activates it again.") }
    }
  }
}

struct NoLogin: Error, CustomStringConvertible {
  let user: UserID
  var description: String { "user \(user) was imported from a data set and has no name or e-mail to log in with" }
}
