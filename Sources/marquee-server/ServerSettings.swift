import Configuration
import Credentials
import FastCGI
import Glibc
import Supervisor

/// The configuration and what it names, checked: what a master and a worker both need before they begin.
struct ServerSettings {
  let loaded: LoadedConfiguration
  let keys: KeyRing
  /// Who may connect over TCP.
  let clients: AllowedClients

  init(_ loaded: LoadedConfiguration) throws(ConfigurationError) {
    self.loaded = loaded
    keys = try Self.keys(loaded.keys, in: loaded.configuration.jwtSecretFile ?? "")
    guard let clients = AllowedClients(loaded.configuration.allowedClients) else {
      throw loaded.configuration.fault("allowed_clients", "contains something that is not an address")
    }
    self.clients = clients
  }

  /// Reads the files.
  /// - Parameter config: see `Configuration.load`.
  init(config: String?) throws(ConfigurationError) { try self.init(.load(file: config)) }

  var configuration: Configuration { loaded.configuration }

  /// Processes.
  var workers: Int { configuration.workers ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The keys that `file` holds now.
  static func keys(in file: String) throws(ConfigurationError) -> KeyRing {
    try keys(Configuration.readBytes(file, key: "jwt_secret_file"), in: file)
  }

  private static func keys(_ contents: [UInt8], in file: String) throws(ConfigurationError) -> KeyRing {
    do throws(KeyRing.Fault) {
      return try KeyRing(contents: contents)
    } catch {
      throw ConfigurationError(place: .file(file), key: "jwt_secret_file", reason: "cannot be used: \(error)")
    }
  }
}

extension Configuration {
  /// Whom a pool that starts now becomes; nil if it stays who it is. Throws if it may not run so, or if the socket is
  /// to belong to somebody that there is not.
  func account() throws(ConfigurationError) -> Account? {
    let account = try namedAccount()
    guard allowRoot || geteuid() != 0 || account != nil else {
      throw fault(
        "allow_root",
        "is false, and the pool does not run as root: name a user, start it as one, or set allow_root = true")
    }
    if let socketGroup, Account.group(named: socketGroup) == nil {
      throw fault("socket_group", "names a group that there is not")
    }
    if let socketOwner, Account.user(named: socketOwner) == nil {
      throw fault("socket_owner", "names a user that there is not")
    }
    return account
  }

  /// Only root can become another.
  private func namedAccount() throws(ConfigurationError) -> Account? {
    guard let user else { return nil }
    guard let account = Account(named: user), account.user != 0 || allowRoot else {
      throw fault("user", "cannot be '\(user)'")
    }
    guard geteuid() == 0 || geteuid() == account.user else {
      throw fault("user", "is '\(user)', and only root can become another")
    }
    return geteuid() == account.user ? nil : account
  }
}
