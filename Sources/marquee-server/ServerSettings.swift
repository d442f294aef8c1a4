import Configuration
import Credentials
import Glibc

/// The configuration and what it names, read and checked: what a master and a worker both need before they begin.
struct ServerSettings {
  let configuration: Configuration
  let keyFile: String
  let keys: KeyRing
  let databasePassword: String

  init(config: String?) throws(ConfigurationError) {
    configuration = try Configuration.load(file: config)
    databasePassword = try configuration.databasePassword()
    keyFile = try Self.keyFile(configuration)
    keys = try Self.keys(in: keyFile)
    guard configuration.allowRoot || geteuid() != 0 else {
      throw ConfigurationError(
        place: .file(config ?? "the configuration"), key: "allow_root",
        reason: "is false, and workers do not run as root: start them as another user, or set allow_root = true")
    }
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
    let contents = try Configuration.readBytes(file)
    do throws(KeyRing.Fault) {
      return try KeyRing(contents: contents)
    } catch {
      throw ConfigurationError(place: .file(file), key: "jwt_secret_file", reason: "cannot be used: \(error)")
    }
  }
}
