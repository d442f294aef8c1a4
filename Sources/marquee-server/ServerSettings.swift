import Configuration
import Credentials
import FastCGI
import Supervisor
import System

/// The checked configuration and the secrets that it names: all that a master or a worker needs to start.
struct ServerSettings {
  let loaded: LoadedConfiguration
  let keys: KeyRing
  /// The clients that may connect over TCP.
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

  /// The maximum number of worker processes.
  var workers: Int { configuration.workers ?? Processors.count }

  /// The keys that `file` contains now.
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
  /// The account that the pool will run as if started now; nil for the current one. Throws if the pool may not run as
  /// that account, or if the owner or the group of the socket does not exist.
  func account() throws(ConfigurationError) -> UnixAccount? {
    let account = try namedAccount()
    guard allowRoot || ThisProcess.effectiveUser != 0 || account != nil else {
      throw fault(
        "allow_root",
        "is false, so the pool does not run as root: set 'user', start it as another user, or set allow_root = true")
    }
    if let socketGroup, UnixAccount.group(named: socketGroup) == nil {
      throw fault("socket_group", "names a group that does not exist")
    }
    if let socketOwner, UnixAccount.user(named: socketOwner) == nil {
      throw fault("socket_owner", "names a user that does not exist")
    }
    return account
  }

  /// Only root can change to another user.
  private func namedAccount() throws(ConfigurationError) -> UnixAccount? {
    guard let user else { return nil }
    guard let account = UnixAccount(named: user), account.user != 0 || allowRoot else {
      throw fault("user", "cannot be '\(user)'")
    }
    guard ThisProcess.effectiveUser == 0 || ThisProcess.effectiveUser == account.user else {
      throw fault("user", "is '\(user)', and only root can change to another user")
    }
    return ThisProcess.effectiveUser == account.user ? nil : account
  }
}
