import Credentials
import Domain
import Logging
import Scoreboard
import Scoring
import Threads

/// What all slots of a worker share.
package struct Application: Sendable {
  package let models: Live<ModelStates>
  package let catalogue: Live<Catalogue>
  package let statistics: Live<Statistics>
  package let keys: Live<KeyRing>
  /// Seconds that an access token is good for.
  let tokenLifetime: Int64
  let sessionLifetime: SessionLifetime
  let passwords: PasswordHasher
  /// Recommendations that take long.
  let longScoring: LongWork
  let recordingLimits: RecordingLimits
  /// The oldest schema that this program works on.
  let schemaVersion: Int
  /// The names of what the database may fail by, in the order in which it is counted.
  let databaseFailures: [String]
  /// Nil for a worker without a master.
  let scoreboard: Scoreboard?
  let lastTraining: @Sendable () -> LastTraining.State
  let log: Logger
  let now: @Sendable () -> Timestamp

  package init(
    models: Live<ModelStates>, catalogue: Live<Catalogue>, statistics: Live<Statistics>, keys: Live<KeyRing>,
    tokenLifetime: Int64, sessionLifetime: SessionLifetime, passwords: PasswordHasher,
    longScoring: LongWork, recordingLimits: RecordingLimits, schemaVersion: Int, databaseFailures: [String] = [],
    scoreboard: Scoreboard?,
    lastTraining: @escaping @Sendable () -> LastTraining.State = { .none },
    log: Logger,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.models = models
    self.catalogue = catalogue
    self.statistics = statistics
    self.keys = keys
    self.tokenLifetime = tokenLifetime
    self.sessionLifetime = sessionLifetime
    self.passwords = passwords
    self.longScoring = longScoring
    self.recordingLimits = recordingLimits
    self.schemaVersion = schemaVersion
    self.databaseFailures = databaseFailures
    self.scoreboard = scoreboard
    self.lastTraining = lastTraining
    self.log = log
    self.now = now
  }
}
