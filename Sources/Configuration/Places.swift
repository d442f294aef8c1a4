import Glibc

/// What can be seen of the places that a configuration names before anything is opened or made there.
package struct PlaceCheck {
  package private(set) var faults: [ConfigurationError] = []
  /// Worth knowing, and no fault.
  package private(set) var notes: [String] = []

  package init() {}

  /// What is made at the start, by whoever starts the pool.
  /// - Parameter keys: those to look at.
  package mutating func look(atStartOf configuration: Configuration, keys: Set<String>) {
    if keys.contains("socket"), configuration.listen == nil {
      // The kernel's `sun_path`, with the zero behind it (unix(7)).
      if configuration.socket.utf8.count > 107 {
        fail(configuration, "socket", "is longer than the 107 bytes that a socket's path may have")
      } else if let kind = Self.kind(of: configuration.socket), kind != S_IFSOCK {
        fail(configuration, "socket", "names something that is no socket: \(configuration.socket)")
      } else {
        look(atFolderOf: configuration.socket, configuration, "socket")
      }
    }
    if keys.contains("scoreboard") { look(atFile: configuration.scoreboard, configuration, "scoreboard") }
    if keys.contains("pid_file"), let path = configuration.processFile { look(atFile: path, configuration, "pid_file") }
    if keys.contains("log_file"), let path = configuration.logFile {
      look(atFile: path, configuration, "log_file")
      if Self.kind(of: path) != nil, access(path, W_OK) != 0 {
        fail(configuration, "log_file", "cannot be written to: \(path): \(Self.cause)")
      }
    }
    let named = [
      ("socket", configuration.socket), ("scoreboard", configuration.scoreboard),
      ("log_file", configuration.logFile ?? "/"), ("models", configuration.models),
    ]
    for (key, path) in named where !path.hasPrefix("/") {
      notes.append("'\(key)' is a relative path: it depends on the folder where the pool is started")
    }
    if configuration.hardLimit == 0 || configuration.hardLimit >= 60_000 {
      notes.append("'hard_limit' is not below the 60 s that nginx waits: it gives up before a hung worker is replaced")
    }
    if configuration.listen != nil, access("/etc/systemd/system/sockets.target.wants/marquee.socket", F_OK) == 0 {
      notes.append("'listen' is not used where systemd hands over the socket: see ListenStream of marquee.socket")
    }
  }

  /// What is read while the pool runs, by whoever the pool has become.
  package mutating func look(atModelsOf configuration: Configuration, keys: Set<String>) {
    guard keys.contains("models") else { return }
    let path = configuration.models
    guard let kind = Self.kind(of: path) else {
      if errno == ENOENT { return notes.append("there is no \(path) yet: marquee-train makes it") }
      return fail(configuration, "models", "cannot be looked at: \(path): \(Self.cause)")
    }
    if kind != S_IFDIR {
      fail(configuration, "models", "names something that is no directory: \(path)")
    } else if access(path, R_OK | X_OK) != 0 {
      fail(configuration, "models", "cannot be read: \(path): \(Self.cause)")
    } else if access(path, W_OK) != 0 {
      notes.append("\(path) cannot be written to: a worker that starts while the database is away has no catalogue")
    }
  }

  /// The log, which is opened anew after it has been moved away, by whoever the pool has become.
  package mutating func look(atLogOf configuration: Configuration, keys: Set<String>) {
    guard keys.contains("log_file"), let path = configuration.logFile else { return }
    let folder = Self.folder(of: path)
    if access(folder, X_OK) != 0 {
      fail(configuration, "log_file", "cannot be opened anew by the pool's user: \(folder): \(Self.cause)")
    } else if access(folder, W_OK) != 0 {
      notes.append("the pool's user can make no file in \(folder): whoever moves the log away has to make it anew")
    }
  }

  /// Secrets that everybody may read.
  package mutating func look(atSecretsOf configuration: Configuration) {
    for path in [configuration.jwtSecretFile, configuration.databasePasswordFile].compactMap(\.self) {
      var information = stat()
      guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { continue }
      if information.st_mode & 0o007 != 0 { notes.append("\(path) is a secret, and everybody may read or write it") }
    }
  }

  // MARK: -

  private mutating func look(atFile path: String, _ configuration: Configuration, _ key: String) {
    if Self.kind(of: path) == S_IFDIR { return fail(configuration, key, "names a directory: \(path)") }
    // A log that is there may be in a folder where this user makes none; the others are made anew each time.
    if key != "log_file" || Self.kind(of: path) == nil { look(atFolderOf: path, configuration, key) }
  }

  private mutating func look(atFolderOf path: String, _ configuration: Configuration, _ key: String) {
    let folder = Self.folder(of: path)
    guard let kind = Self.kind(of: folder) else {
      return fail(configuration, key, "cannot be made: \(folder): \(Self.cause)")
    }
    if kind != S_IFDIR {
      fail(configuration, key, "cannot be made: \(folder) is no directory")
    } else if access(folder, W_OK | X_OK) != 0 {
      fail(configuration, key, "cannot be made: \(folder): \(Self.cause)")
    }
  }

  private mutating func fail(_ configuration: Configuration, _ key: String, _ reason: String) {
    faults.append(configuration.fault(key, reason))
  }

  private static func folder(of path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Nil if there is nothing, as `errno` says.
  private static func kind(of path: String) -> mode_t? {
    var information = stat()
    return stat(path, &information) == 0 ? information.st_mode & S_IFMT : nil
  }

  private static var cause: String { String(cString: strerror(errno)) }
}
