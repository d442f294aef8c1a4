import Credentials
import Domain
import Logging
import Scoreboard
import Scoring
import System

/// State shared by all slots of a worker.
package struct Application: Sendable {
  package let models: Live<ModelStates>
  package let catalogue: Live<Catalogue>
  package let statistics: Live<Statistics>
  package let keys: Live<KeyRing>
  package let experiments: Live<Treatments>
  /// The figures of the current day (UTC).
  package let figures: Live<[PlaceFigures]>
  /// Counts lists that are in nobody's history.
  package let shown: ShownLists
  /// Lifetime of an access token.
  let tokenLifetime: Duration
  let sessionLifetime: SessionLifetime
  let passwords: PasswordHasher
  /// Runs recommendations that take long.
  let longScoring: LongWork
  /// Reads files that users import.
  let longReading: LongWork
  let recordingLimits: RecordingLimits
  /// The schema version that the program requires. The program does not serve from an older schema.
  let schemaVersion: Int
  /// The names of the kinds of database failures, in the order in which the scoreboard counts them.
  let databaseFailures: [String]
  /// Nil if the worker has no master.
  let scoreboard: Scoreboard?
  let lastTraining: @Sendable () -> LastTraining.State
  let log: Logger
  let now: @Sendable () -> Timestamp

  package init(
    models: Live<ModelStates>, catalogue: Live<Catalogue>, statistics: Live<Statistics>, keys: Live<KeyRing>,
    experiments: Live<Treatments> = Live(.none), figures: Live<[PlaceFigures]> = Live([]),
    shown: ShownLists = ShownLists(),
    tokenLifetime: Duration, sessionLifetime: SessionLifetime, passwords: PasswordHasher,
    longScoring: LongWork, longReading: LongWork, recordingLimits: RecordingLimits, schemaVersion: Int,
    databaseFailures: [String] = [],
    scoreboard: Scoreboard?,
    lastTraining: @escaping @Sendable () -> LastTraining.State = { .none },
    log: Logger,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.models = models
    self.catalogue = catalogue
    self.statistics = statistics
    self.keys = keys
    self.experiments = experiments
    self.figures = figures
    self.shown = shown
    self.tokenLifetime = tokenLifetime
    self.sessionLifetime = sessionLifetime
    self.passwords = passwords
    self.longScoring = longScoring
    self.longReading = longReading
    self.recordingLimits = recordingLimits
    self.schemaVersion = schemaVersion
    self.databaseFailures = databaseFailures
    self.scoreboard = scoreboard
    self.lastTraining = lastTraining
    self.log = log
    self.now = now
  }
}
