import Configuration
import MariaDB
import System

extension Address {
  /// The server that the configuration names.
  package init(_ configuration: Configuration, password: String) {
    let server = Server(
      host: configuration.databaseHost, port: configuration.databasePort, socket: configuration.databaseSocket,
      configuration)
    self.init(server, configuration, password: password)
  }

  /// The server to read from what may be a little old: the replica, if the configuration names one.
  package init(reading configuration: Configuration, password: String) {
    guard configuration.readsFromReplica else {
      self.init(configuration, password: password)
      return
    }
    let server = Server(
      host: configuration.databaseReadHost, port: configuration.databaseReadPort,
      socket: configuration.databaseReadSocket, configuration)
    self.init(server, configuration, password: password)
  }

  private init(_ server: Server, _ configuration: Configuration, password: String) {
    self.init(
      server: server, user: configuration.databaseUser, password: password, database: configuration.databaseName,
      timeout: configuration.databaseTimeout)
  }
}

extension Address.Server {
  fileprivate init(host: String?, port: Int, socket: String?, _ configuration: Configuration) {
    self =
      if let host {
        .network(host: host, port: port, verifiesTLS: configuration.databaseTLS)
      } else {
        .socket(socket ?? "")
      }
  }
}

extension Configuration {
  package var readsFromReplica: Bool { databaseReadHost != nil || databaseReadSocket != nil }
}
