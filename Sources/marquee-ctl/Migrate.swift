import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the database's schema up to date.",
    discussion: """
      Applies the numbered files in the directory 'migrations' that have not been applied yet, and creates the \
      database if it does not exist. Safe to run repeatedly and concurrently. After a failure, fix the reported \
      problem and run it again: it resumes at the statement that failed.
      """)

  @OptionGroup var options: ConfigurationOptions

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let migrations = try Migration.all(in: configuration.migrations)
      // Rewriting a large table takes long, and a timeout would leave its outcome unknown.
      let address = Address(configuration, password: try configuration.databasePassword()).waiting(
        atMost: .seconds(86_400))
      try createDatabase(configuration.databaseName, at: address)
      var count = 0
      try Migrator(Connection(address), schema: configuration.databaseName).migrate(migrations, at: .now()) {
        print("applied \($0.name)")
        count += 1
      }
      if count == 0 { print("The schema is up to date.") }
    }
  }

  private func createDatabase(_ name: String, at address: Address) throws {
    do {
      try Connection(address).run("DO 0")
    } catch {
      guard error.isUnknownDatabase else { throw error }
      // By bytes: a combining mark after a backtick does not hide it.
      let quoted = String(decoding: name.utf8.flatMap { $0 == UInt8(ascii: "`") ? [$0, $0] : [$0] }, as: UTF8.self)
      try Connection(address.withoutDatabase).run(
        "CREATE DATABASE IF NOT EXISTS `\(quoted)` CHARACTER SET utf8mb4")
      print("created the database \(name)")
    }
  }
}
