/// The operator's settings, shared by the three executables: a file of `key = value` lines. The environment variable
/// `MARQUEE_<KEY>` overrides each of them.
///
/// `Setting.all` documents every key with its unit and default.
package struct Configuration: Equatable, Sendable {
  // The pool.
  package var socket = "/run/marquee/marquee.sock"
  package var scoreboard = "/run/marquee/marquee.scoreboard"
  package var socketMode: UInt32 = 0o660
  /// Names or numbers; nil for the process's own.
  package var socketOwner: String?
  package var socketGroup: String?
  /// An address and a port to use instead of `socket`.
  package var listen: ListenAddress?
  /// Connections.
  package var backlog = 1_024
  /// Addresses and networks.
  package var allowedClients = ["127.0.0.1", "::1"]
  /// Nil for none.
  package var processFile: String?
  /// Nil for the user that starts the pool.
  package var user: String?
  /// Nil for standard error.
  package var logFile: String?
  /// Nil for one worker process per processor core.
  package var workers: Int?
  /// Nil for always as many as `workers`.
  package var minimumWorkers: Int?
  package var slots = 8
  package var spareSlots = 4
  package var idleTimeout = Duration.seconds(10)
  /// 0 for never recycling workers.
  package var maximumRequests = 0
  // Nil if there is no limit.
  package var queueTimeout: Duration? = .seconds(10)
  package var slowRequest: Duration? = .seconds(1)
  package var softLimit: Duration? = .seconds(10)
  package var hardLimit: Duration? = .seconds(45)
  package var heartbeatLimit: Duration? = .seconds(10)
  package var stopTimeout = Duration.seconds(30)
  /// The pool refuses to run as root unless this is set.
  package var allowRoot = false
  package var logLevel = "info"
  /// Other sites whose pages may call the API.
  package var corsOrigins: [String] = []

  // The database.
  package var databaseSocket: String? = "/run/mysqld/mysqld.sock"
  package var databaseHost: String?
  package var databasePort = 3306
  /// A replica that training and reports read from instead; nil if there is none.
  package var databaseReadSocket: String?
  package var databaseReadHost: String?
  package var databaseReadPort = 3306
  package var databaseName = "marquee"
  /// Encrypt a connection over TCP and check the server's certificate.
  package var databaseTLS = false
  package var databaseUser = "marquee"
  package var databasePasswordFile: String?
  /// Time limit for connecting, for a read and for a write.
  package var databaseTimeout = Duration.seconds(5)

  // What is recorded of recommendations for one user.
  package var recommendationsPerMinute = 120
  package var recommendationsKept = 1_000
  /// Not counting recommendations.
  package var interactionsPerUser = 1_000_000

  // Models and migrations.
  package var models = "/var/lib/marquee/models"
  /// Nil if models do not learn between trainings.
  package var learnedModels: String? = "/run/marquee/models"
  /// In MiB.
  package var learningMemory = 512
  package var migrations = "/usr/share/marquee/sql"

  // Credentials.
  package var jwtSecretFile: String?
  package var tokenLifetime = Duration.seconds(86_400)
  package var refreshLifetime = Duration.seconds(30 * 86_400)
  package var sessionLifetime = Duration.seconds(90 * 86_400)
  /// The base-2 logarithm of the number of bcrypt rounds, 4–16.
  package var passwordCost = 12

  /// Where each key was set last.
  package internal(set) var places: [String: ConfigurationError.Place] = [:]

  package init() {}

  /// The keys that need a restart to take effect and whose values differ from the running pool's.
  package func changesThatNeedRestart(since started: Configuration) -> [String] {
    Setting.all.filter { Setting.changedByRestart.contains($0.key) && $0.show(self) != $0.show(started) }.map(\.key)
  }

  /// A fault of a setting, with the place where it was set.
  package func fault(_ key: String, _ reason: String) -> ConfigurationError {
    ConfigurationError(place: places[key] ?? .file("the configuration"), key: key, reason: reason)
  }
}
