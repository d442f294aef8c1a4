import System

/// One key of the configuration: its syntax, its meaning, and the property that holds its value.
package struct Setting: Sendable {
  package let key: String
  /// What a value looks like, with its unit; for documentation and for errors.
  package let expects: String
  package let summary: String
  /// Stores the value; false if the text is not valid.
  let apply: @Sendable (_ text: String, _ configuration: inout Configuration) -> Bool
  /// Why a text is not valid; nil if there is nothing to add to `expects`.
  let fault: @Sendable (_ text: String) -> String?

  /// The value in a configuration, in the syntax of the file; empty for none.
  package let show: @Sendable (_ configuration: Configuration) -> String

  /// The key with its meaning, its syntax and its default.
  package var documentation: String {
    let value = show(Configuration())
    let restart = Self.changedByRestart.contains(key) ? "\n  needs a restart" : ""
    return "\(key)\n  \(summary)\n  \(expects)\n  default: \(value.isEmpty ? "none" : value)\(restart)"
  }

  /// Keys that need a restart of the pool to take effect; for all others a reload is enough.
  package static let changedByRestart = [
    "socket", "socket_mode", "socket_owner", "socket_group", "listen", "backlog", "scoreboard", "user",
    "pid_file",
  ]

  package static let all: [Setting] = [
    text("socket", "Unix socket that nginx connects to", \.socket),
    Setting(
      "socket_mode", "an octal file mode", "permissions of the socket",
      show: { "0" + String($0.socketMode, radix: 8) }
    ) { text, configuration in
      guard let mode = UInt32(text, radix: 8), mode <= 0o777 else { return false }
      configuration.socketMode = mode
      return true
    },
    optionalText("socket_owner", "owner of the socket: a user's name or number", \.socketOwner),
    optionalText(
      "socket_group", "group of the socket, usually nginx's: a name or number", \.socketGroup),
    Setting(
      "listen", "an address, not a name, and a port, such as 127.0.0.1:9000 or [::1]:9000, or empty for none",
      "TCP instead of the Unix socket, for nginx on another machine",
      show: { $0.listen.map { "\($0)" } ?? "" }
    ) { text, configuration in
      configuration.listen = ListenAddress(text)
      return text.isEmpty || configuration.listen != nil
    },
    number("backlog", "connections", 1...65_535, "connections that may wait while all workers are busy", \.backlog),
    Setting(
      "allowed_clients", "addresses, or networks such as 10.0.0.0/8, separated by commas; no host names",
      "clients that may connect over TCP; all of them are trusted", show: { $0.allowedClients.joined(separator: ", ") },
      fault: { list(of: $0).lazy.compactMap(NetworkAddress.fault).first }
    ) { text, configuration in
      let addresses = list(of: text)
      guard !addresses.isEmpty, addresses.allSatisfy({ NetworkAddress.fault($0) == nil }) else { return false }
      configuration.allowedClients = addresses
      return true
    },
    text("scoreboard", "Unix socket through which marquee-ctl finds the pool", \.scoreboard),
    Setting(
      "workers", "auto or 1–1024 processes", "maximum number of worker processes; auto means one per core",
      show: { $0.workers.map { "\($0)" } ?? "auto" }
    ) { text, configuration in
      if text == "auto" {
        configuration.workers = nil
        return true
      }
      guard let count = Int(text), (1...1024).contains(count) else { return false }
      configuration.workers = count
      return true
    },
    Setting(
      "workers_min", "1–1024 processes, or empty for as many as workers",
      "minimum number of worker processes; if fewer than workers, the pool grows and shrinks with the load",
      show: { $0.minimumWorkers.map { "\($0)" } ?? "" }
    ) { text, configuration in
      guard text.isEmpty || Int(text).map({ (1...1024).contains($0) }) == true else { return false }
      configuration.minimumWorkers = Int(text)
      return true
    },
    number(
      "slots", "threads", 1...256, "requests that a worker handles at once, each with a database connection", \.slots),
    number("spare_slots", "threads", 1...1_024, "idle slots that a pool which grows and shrinks keeps", \.spareSlots),
    duration(
      "idle_timeout", 1...86_400, "how long a worker must have been unneeded before it retires", \.idleTimeout),
    number(
      "max_requests", "requests", 0...1_000_000_000,
      "requests after which, and up to a fifth more, a worker is recycled; 0 for never", \.maximumRequests),
    limit(
      "queue_timeout",
      "a request that nginx sent longer ago is refused with 503; only for a Unix socket",
      \.queueTimeout),
    limit("slow_request", "a request that takes longer is logged when it is finished, with its times", \.slowRequest),
    limit("soft_limit", "a request that takes longer is logged while it runs", \.softLimit),
    limit(
      "hard_limit",
      "a request that takes longer counts as hung: its worker retires and is replaced", \.hardLimit),
    limit(
      "heartbeat_limit", "a worker whose heartbeat stops for longer counts as stalled: it is killed and replaced",
      \.heartbeatLimit),
    duration("stop_timeout", 1...3_600, "how long a retiring worker may take to finish its requests", \.stopTimeout),
    optionalText("pid_file", "file for the master's process id; empty for none", \.processFile),
    optionalText("user", "user that the pool runs as if root starts it: a name or number", \.user),
    flag("allow_root", "whether the pool may run as root", \.allowRoot),
    optionalText("log_file", "log file, reopened on SIGUSR1; empty for standard error", \.logFile),
    Setting(
      "log_level", "debug, info, notice, warning or error", "least severe level that is logged",
      show: { $0.logLevel }
    ) { text, configuration in
      guard ["debug", "info", "notice", "warning", "error"].contains(text) else { return false }
      configuration.logLevel = text
      return true
    },
    Setting(
      "cors_origins", "origins separated by commas, such as https://films.example, or empty for none",
      "other sites whose pages may call the API from a browser; never with cookies",
      show: { $0.corsOrigins.joined(separator: ", ") }
    ) { text, configuration in
      let origins = list(of: text)
      guard origins.allSatisfy(isOrigin) else { return false }
      configuration.corsOrigins = origins
      return true
    },
    optionalText("database_socket", "MariaDB's Unix socket; used unless database_host is set", \.databaseSocket),
    optionalText("database_host", "MariaDB's address, for a connection over TCP", \.databaseHost),
    number("database_port", "port", 1...65_535, "MariaDB's port, with database_host", \.databasePort),
    optionalText(
      "database_read_socket",
      "Unix socket of a replica of the database, which training and reports read from; used unless database_read_host "
        + "is set",
      \.databaseReadSocket),
    optionalText(
      "database_read_host", "address of such a replica, for a connection over TCP; same schema, account and password",
      \.databaseReadHost),
    number("database_read_port", "port", 1...65_535, "the replica's port, with database_read_host", \.databaseReadPort),
    flag("database_tls", "whether a TCP connection is encrypted and the certificate checked", \.databaseTLS),
    text("database_name", "the schema", \.databaseName),
    text("database_user", "the account", \.databaseUser),
    optionalText("database_password_file", "file with the account's password", \.databasePasswordFile),
    duration("database_timeout", 1...600, "time limit for connecting, for a read and for a write", \.databaseTimeout),
    text("models", "directory of the model files", \.models),
    optionalText(
      "learned_models",
      "directory for the files of models that learn between trainings, best in memory; empty if they shall not",
      \.learnedModels),
    number(
      "learning_memory", "MiB", 1...1_048_576,
      "memory for models that learn, 4 bytes for each pair of movies in each; those that do not fit learn by training",
      \.learningMemory),
    text("migrations", "directory of the numbered .sql files", \.migrations),
    optionalText(
      "jwt_secret_file", "file with the secrets that sign tokens, one per line, newest first", \.jwtSecretFile),
    duration("token_lifetime", 1...2_592_000, "how long an access token is valid", \.tokenLifetime),
    duration(
      "refresh_lifetime", 60...31_536_000, "how long a session lasts without being refreshed", \.refreshLifetime),
    duration("session_lifetime", 60...31_536_000, "maximum lifetime of a session", \.sessionLifetime),
    number(
      "recommendations_per_minute", "lists", 1...100_000,
      "recommended lists that are recorded for one user in a minute", \.recommendationsPerMinute),
    number(
      "recommendations_kept", "lists", 10...100_000,
      "newest recorded lists that are kept for one user, with their movies",
      \.recommendationsKept),
    number(
      "interactions_per_user", "interactions", 1_000...1_000_000_000,
      "about how many interactions a user may have, not counting recommendations; beyond, saving is refused",
      \.interactionsPerUser),
    number(
      "password_cost", "log2 of rounds", 4...16, "bcrypt's cost for new passwords",
      above: "each step doubles the time of a hash, from seconds at 16 to more than a day at 31", \.passwordCost),
  ]

  private init(
    _ key: String, _ expects: String, _ summary: String, show: @escaping @Sendable (Configuration) -> String,
    fault: @escaping @Sendable (String) -> String? = { _ in nil },
    apply: @escaping @Sendable (String, inout Configuration) -> Bool
  ) {
    self.key = key
    self.expects = expects
    self.summary = summary
    self.show = show
    self.fault = fault
    self.apply = apply
  }

  /// The items between commas, without spaces.
  private static func list(of text: String) -> [String] { text.split(separator: ",").map { $0.filter { $0 != " " } } }

  /// Whether the text is a scheme and a host, with a port only if it is not the scheme's default, as in `Origin` (RFC
  /// 6454 §6.2).
  private static func isOrigin(_ text: String) -> Bool {
    let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
    guard let scheme else { return false }
    let parts = text.dropFirst(scheme.count).split(separator: ":", omittingEmptySubsequences: false)
    let isHost = parts[0].utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "."): true
      default: false
      }
    }
    guard isHost, !parts[0].isEmpty, parts.count <= 2 else { return false }
    return parts.count == 1 || UInt16(parts[1]).map { $0 != (scheme == "https://" ? 443 : 80) && $0 > 0 } == true
  }

  private static func text(
    _ key: String, _ summary: String, _ target: any WritableKeyPath<Configuration, String> & Sendable
  ) -> Setting {
    Setting(key, "a text that is not empty", summary, show: { $0[keyPath: target] }) { text, configuration in
      guard !text.isEmpty else { return false }
      configuration[keyPath: target] = text
      return true
    }
  }

  private static func optionalText(
    _ key: String, _ summary: String, _ target: any WritableKeyPath<Configuration, String?> & Sendable
  ) -> Setting {
    Setting(key, "a text, or empty for none", summary, show: { $0[keyPath: target] ?? "" }) { text, configuration in
      configuration[keyPath: target] = text.isEmpty ? nil : text
      return true
    }
  }

  /// - Parameter above: why greater numbers are refused; nil if that needs no explanation.
  private static func number(
    _ key: String, _ unit: String, _ range: ClosedRange<Int>, _ summary: String, above: String? = nil,
    _ target: any WritableKeyPath<Configuration, Int> & Sendable
  ) -> Setting {
    let expects = "\(range.lowerBound)–\(range.upperBound) (\(unit))"
    return Setting(
      key, expects, summary, show: { "\($0[keyPath: target])" },
      fault: { text in Int(text).flatMap { $0 > range.upperBound ? above : nil }.map { "expected \(expects): \($0)" } }
    ) { text, configuration in
      guard let number = Int(text), range.contains(number) else { return false }
      configuration[keyPath: target] = number
      return true
    }
  }

  private static func flag(
    _ key: String, _ summary: String, _ target: any WritableKeyPath<Configuration, Bool> & Sendable
  ) -> Setting {
    Setting(key, "true or false", summary, show: { "\($0[keyPath: target])" }) { text, configuration in
      guard let value = Bool(text) else { return false }
      configuration[keyPath: target] = value
      return true
    }
  }

  /// A limit of at most an hour, stored as nil if it is 0.
  private static func limit(
    _ key: String, _ summary: String, _ target: any WritableKeyPath<Configuration, Duration?> & Sendable
  ) -> Setting {
    Setting(
      key, "0 for none, or 1ms–1h, written as 250ms, 5s, 2m or 1h", summary,
      show: { $0[keyPath: target].map { "\($0.milliseconds)ms" } ?? "0" }
    ) { text, configuration in
      let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
      let unit = text == "0" ? ("", 0) : units.first { text.hasSuffix($0.0) }
      guard let unit, let count = Int(text.dropLast(unit.0.count)) else { return false }
      let (value, overflow) = count.multipliedReportingOverflow(by: unit.1)
      guard !overflow, text == "0" || (1...3_600_000).contains(value) else { return false }
      configuration[keyPath: target] = value == 0 ? nil : .milliseconds(value)
      return true
    }
  }

  /// A duration within a range of seconds, written with its unit: `30s`, `5m`, `24h`, `30d`.
  private static func duration(
    _ key: String, _ seconds: ClosedRange<Int>, _ summary: String,
    _ target: any WritableKeyPath<Configuration, Duration> & Sendable
  ) -> Setting {
    let expects = "\(seconds.lowerBound)s–\(seconds.upperBound)s, written as 30s, 5m, 24h or 30d"
    return Setting(key, expects, summary, show: { "\($0[keyPath: target].seconds)s" }) { text, configuration in
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
      guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()) else { return false }
      let (value, overflow) = count.multipliedReportingOverflow(by: unit)
      guard !overflow, seconds.contains(value) else { return false }
      configuration[keyPath: target] = .seconds(value)
      return true
    }
  }
}
