import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the database's schema up to date.",
    discussion: """
      Applies the numbered files of the directory 'migrations' that have not been applied yet, and creates the database \
      if there is none. Safe to run twice, and two at once. After a failure mend what it says and run it again: it goes \
      on at the statement that failed.
      """)

  @OptionGroup var options: ConfigurationOptions

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let migrations = try Migration.all(in: configuration.migrations)
      let address = Address(configuration, password: try configuration.databasePassword())
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
    do throws(MariaDBError) {
      try Connection(address).run("DO 0")
    } catch where error.isUnknownDatabase {
      try Connection(address.withoutDatabase).run(
        "CREATE DATABASE IF NOT EXISTS `\(name.replacing("`", with: "``"))` CHARACTER SET utf8mb4")
      print("created the database \(name)")
    }
  }
}
