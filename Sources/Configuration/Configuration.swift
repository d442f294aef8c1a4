/// What a person may set, shared by the three executables. One file of `key = value` lines, and the environment
/// variable `MARQUEE_<KEY>` over each.
///
/// `Setting.all` documents every key with its unit and default.
package struct Configuration: Equatable, Sendable {
  // The pool.
  package var socket = "/run/marquee/marquee.sock"
  package var scoreboard = "/run/marquee/marquee.scoreboard"
  package var socketMode: UInt32 = 0o660
  /// Names; nil for those of the process.
  package var socketOwner: String?
  package var socketGroup: String?
  /// An address and a port in place of `socket`.
  package var listen: ListenAddress?
  /// Connections.
  package var backlog = 1_024
  /// Addresses and networks.
  package var allowedClients = ["127.0.0.1", "::1"]
  /// Nil: none.
  package var processFile: String?
  /// Nil: whoever starts the pool.
  package var user: String?
  /// Nil: standard error.
  package var logFile: String?
  /// Nil: one worker process a processor core.
  package var workers: Int?
  /// Nil: as many as `workers`, always.
  package var minimumWorkers: Int?
  package var slots = 8
  package var spareSlots = 4
  /// Seconds.
  package var idleTimeout = 10
  /// 0: a worker serves without end.
  package var maximumRequests = 0
  /// Milliseconds each; 0 for none.
  package var queueTimeout = 10_000
  package var slowRequest = 1_000
  package var softLimit = 10_000
  package var hardLimit = 45_000
  package var heartbeatLimit = 10_000
  /// Seconds.
  package var stopTimeout = 30
  /// Root is refused unless it is asked for.
  package var allowRoot = false
  package var logLevel = "info"
  /// The sites, besides our own, whose pages may call the API.
  package var corsOrigins: [String] = []

  // The database.
  package var databaseSocket: String? = "/run/mysqld/mysqld.sock"
  package var databaseHost: String?
  package var databasePort = 3306
  package var databaseName = "marquee"
  /// Encrypt a connection over TCP and check the server's certificate.
  package var databaseTLS = false
  package var databaseUser = "marquee"
  package var databasePasswordFile: String?
  /// Seconds a connection attempt, a read or a write may take.
  package var databaseTimeout = 5

  // What is recorded of recommendations for one user.
  package var recommendationsPerMinute = 120
  package var recommendationsKept = 1_000
  /// Without these.
  package var interactionsPerUser = 1_000_000

  // Models and migrations.
  package var models = "/var/lib/marquee/models"
  package var migrations = "/usr/share/marquee/sql"

  // Credentials.
  package var jwtSecretFile: String?
  /// Seconds.
  package var tokenLifetime = 86_400
  /// Seconds.
  package var refreshLifetime = 30 * 86_400
  /// Seconds.
  package var sessionLifetime = 90 * 86_400
  /// The base-2 logarithm of the number of bcrypt rounds, 4–16.
  package var passwordCost = 12

  /// Where each key that is set was set last.
  package internal(set) var places: [String: ConfigurationError.Place] = [:]

  package init() {}

  /// The keys that differ from those of a running pool and take effect only with a restart.
  package func changesThatNeedRestart(since started: Configuration) -> [String] {
    Setting.all.filter { Setting.changedByRestart.contains($0.key) && $0.show(self) != $0.show(started) }.map(\.key)
  }

  /// A fault of a setting, named by where it stands.
  package func fault(_ key: String, _ reason: String) -> ConfigurationError {
    ConfigurationError(place: places[key] ?? .file("the configuration"), key: key, reason: reason)
  }
}
