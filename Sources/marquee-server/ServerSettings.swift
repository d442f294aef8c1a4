import Configuration
import Credentials
import FastCGI
import Glibc
import Supervisor

/// The configuration and what it names, read and checked: what a master and a worker both need before they begin.
struct ServerSettings {
  let configuration: Configuration
  let keyFile: String
  let keys: KeyRing
  let databasePassword: String
  /// Who may connect over TCP.
  let clients: AllowedClients
  /// Whom the pool becomes; nil where it stays who it is.
  let account: Account?

  init(config: String?) throws(ConfigurationError) {
    configuration = try Configuration.load(file: config)
    databasePassword = try configuration.databasePassword()
    keyFile = try Self.keyFile(configuration)
    keys = try Self.keys(in: keyFile)
    let place = ConfigurationError.Place.file(config ?? "the configuration")
    guard let clients = AllowedClients(configuration.allowedClients) else {
      throw ConfigurationError(place: place, key: "allowed_clients", reason: "has what is no address")
    }
    self.clients = clients
    account = try Self.account(configuration, place)
    guard configuration.allowRoot || geteuid() != 0 || account != nil else {
      throw ConfigurationError(
        place: place, key: "allow_root",
        reason: "is false, and the pool does not run as root: name a user, start it as one, or set allow_root = true")
    }
    for (key, group) in [("socket_group", configuration.socketGroup)] where group.map(Account.group) == .some(nil) {
      throw ConfigurationError(place: place, key: key, reason: "names a group that there is not")
    }
    for (key, owner) in [("socket_owner", configuration.socketOwner)] where owner.map(Account.init) == .some(nil) {
      throw ConfigurationError(place: place, key: key, reason: "names a user that there is not")
    }
  }

  /// Only root can become another.
  private static func account(
    _ configuration: Configuration, _ place: ConfigurationError.Place
  ) throws(ConfigurationError) -> Account? {
    guard let name = configuration.user else { return nil }
    guard let account = Account(named: name), account.user != 0 || configuration.allowRoot else {
      throw ConfigurationError(place: place, key: "user", reason: "cannot be '\(name)'")
    }
    guard geteuid() == 0 || geteuid() == account.user else {
      throw ConfigurationError(place: place, key: "user", reason: "is '\(name)', and only root can become another")
    }
    return geteuid() == account.user ? nil : account
  }

  /// Processes.
  var workers: Int { configuration.workers ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  private static func keyFile(_ configuration: Configuration) throws(ConfigurationError) -> String {
    guard let file = configuration.jwtSecretFile else {
      throw ConfigurationError(
        place: .file("the configuration"), key: "jwt_secret_file", reason: "is not set, and tokens need a key")
    }
    return file
  }

  /// The keys that `file` holds now.
  static func keys(in file: String) throws(ConfigurationError) -> KeyRing {
    let contents = try Configuration.readBytes(file, key: "jwt_secret_file")
    do throws(KeyRing.Fault) {
      return try KeyRing(contents: contents)
    } catch {
      throw ConfigurationError(place: .file(file), key: "jwt_secret_file", reason: "cannot be used: \(error)")
    }
  }
}
