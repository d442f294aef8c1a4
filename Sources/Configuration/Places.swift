import System

/// Checks the files, directories and addresses that a configuration names. Opens and creates no file.
package struct PlaceCheck {
  package private(set) var faults: [ConfigurationError] = []
  /// Remarks that are not faults.
  package private(set) var notes: [String] = []

  package init() {}

  /// Checks what the pool creates when it starts, as the user that starts it.
  /// - Parameter keys: the settings to check.
  package mutating func look(atStartOf configuration: Configuration, keys: Set<String>) {
    if keys.contains("socket"), configuration.listen == nil {
      // The size of the kernel's `sun_path`, less the terminating zero (unix(7)).
      if configuration.socket.utf8.count > 107 {
        fail(configuration, "socket", "is longer than the 107 bytes that a socket's path may have")
      } else if let kind = Self.kind(of: configuration.socket), kind != .socket {
        fail(configuration, "socket", "is not a socket: \(configuration.socket)")
      } else {
        look(atFolderOf: configuration.socket, configuration, "socket")
      }
    }
    if keys.contains("listen"), let address = configuration.listen,
      // A running pool may already listen there.
      let obstacle = Listener.obstacle(toListeningAt: address.host, port: address.port), !obstacle.isInUse
    {
      fail(configuration, "listen", "cannot be used: \(address): \(obstacle.reason)")
    }
    if keys.contains("scoreboard") { look(atFile: configuration.scoreboard, configuration, "scoreboard") }
    if keys.contains("pid_file"), let path = configuration.processFile { look(atFile: path, configuration, "pid_file") }
    if keys.contains("log_file"), let path = configuration.logFile {
      look(atFile: path, configuration, "log_file")
      if Self.kind(of: path) != nil, let obstacle = File.obstacle(to: .write, at: path) {
        fail(configuration, "log_file", "cannot be written: \(path): \(obstacle.reason)")
      }
    }
    let named = [
      ("socket", configuration.socket), ("scoreboard", configuration.scoreboard),
      ("log_file", configuration.logFile ?? "/"), ("models", configuration.models),
    ]
    for (key, path) in named where !path.hasPrefix("/") {
      notes.append("'\(key)' is a relative path: it depends on the directory in which the pool is started")
    }
    if configuration.hardLimit.map({ $0 >= .seconds(60) }) ?? true {
      notes.append(
        "'hard_limit' is not below the 60 s that nginx waits: nginx gives up before a hung worker is replaced")
    }
    if configuration.listen != nil, File.exists("/etc/systemd/system/sockets.target.wants/marquee.socket") {
      notes.append("'listen' is ignored because systemd passes the socket: see ListenStream in marquee.socket")
    }
  }

  /// Checks what the pool reads while it runs, as the user that it runs as.
  package mutating func look(atModelsOf configuration: Configuration, keys: Set<String>) {
    if keys.contains("learned_models"), let path = configuration.learnedModels {
      let folder = Self.kind(of: path) == nil ? Directory.containing(path) : path
      if let obstacle = File.obstacle(to: [.write, .execute], at: folder) {
        notes.append("models learn by training only: \(folder): \(obstacle.reason) (see 'learned_models')")
      }
    }
    guard keys.contains("models") else { return }
    let path = configuration.models
    do throws(SystemCallError) {
      guard try FileStatus(of: path).kind == .directory else {
        return fail(configuration, "models", "is not a directory: \(path)")
      }
    } catch {
      if error.isMissing { return notes.append("\(path) does not exist yet: marquee-train creates it") }
      return fail(configuration, "models", "cannot be examined: \(path): \(error.reason)")
    }
    if let obstacle = File.obstacle(to: [.read, .execute], at: path) {
      fail(configuration, "models", "cannot be read: \(path): \(obstacle.reason)")
    } else if File.obstacle(to: .write, at: path) != nil {
      notes.append("\(path) is not writable: a worker that starts while the database is away has no catalogue")
    }
  }

  /// Checks, as the user that the pool runs as, that the log can be reopened after it has been moved away.
  package mutating func look(atLogOf configuration: Configuration, keys: Set<String>) {
    guard keys.contains("log_file"), let path = configuration.logFile else { return }
    let folder = Directory.containing(path)
    if let obstacle = File.obstacle(to: .execute, at: folder) {
      fail(configuration, "log_file", "cannot be reopened by the pool's user: \(folder): \(obstacle.reason)")
    } else if File.obstacle(to: .write, at: folder) != nil {
      notes.append("the pool's user cannot create files in \(folder): after moving the log away, create it again")
    }
  }

  /// Checks for secrets that everybody may access.
  package mutating func look(atSecretsOf configuration: Configuration) {
    for path in [configuration.jwtSecretFile, configuration.databasePasswordFile].compactMap(\.self) {
      guard let status = try? FileStatus(of: path), status.kind == .regular else { continue }
      if status.isOpenToOthers { notes.append("\(path) is a secret, but everybody may read or write it") }
    }
  }

  // MARK: -

  private mutating func look(atFile path: String, _ configuration: Configuration, _ key: String) {
    if Self.kind(of: path) == .directory { return fail(configuration, key, "is a directory: \(path)") }
    // An existing log may lie in a directory where this user cannot create files. The other files are created at each
    // start.
    if key != "log_file" || Self.kind(of: path) == nil { look(atFolderOf: path, configuration, key) }
  }

  private mutating func look(atFolderOf path: String, _ configuration: Configuration, _ key: String) {
    let folder = Directory.containing(path)
    do throws(SystemCallError) {
      guard try FileStatus(of: folder).kind == .directory else {
        return fail(configuration, key, "cannot be created: \(folder) is not a directory")
      }
      if let obstacle = File.obstacle(to: [.write, .execute], at: folder) { throw obstacle }
    } catch {
      fail(configuration, key, "cannot be created: \(folder): \(error.reason)")
    }
  }

  private mutating func fail(_ configuration: Configuration, _ key: String, _ reason: String) {
    faults.append(configuration.fault(key, reason))
  }

  /// The kind of file at the path; nil if it cannot be examined.
  private static func kind(of path: String) -> FileStatus.Kind? { (try? FileStatus(of: path))?.kind }
}
