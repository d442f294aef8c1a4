import Configuration
import MariaDB
import System

extension Address {
  /// The server that the configuration names.
  package init(_ configuration: Configuration, password: String) {
    let server: Server =
      if let host = configuration.databaseHost {
        .network(host: host, port: configuration.databasePort, verifiesTLS: configuration.databaseTLS)
      } else {
        .socket(configuration.databaseSocket ?? "")
      }
    self.init(
      server: server, user: configuration.databaseUser, password: password, database: configuration.databaseName,
      timeout: configuration.databaseTimeout)
  }
}
