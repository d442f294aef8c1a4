import API
import Configuration
import Credentials
import Domain
import FastCGI
import HTTP
import Logging
import Logs
import MariaDB
import Scoreboard
import Scoring
import Stores
import Supervisor
import Synchronization
import System

/// Serves the listening socket on descriptor 0 until it is asked to retire or its master dies.
///
/// A worker gets its settings from its master, so that an edit of the configuration that has not been loaded yet does
/// not affect it. It reads the file only if it was started by hand.
/// - Parameter row: the worker's row of the scoreboard; nil if it has none.
func runWorker(config: String?, hasMaster: Bool, row: Int?) throws -> Never {
  let inherited = hasMaster ? Inheritance.receive() : nil
  let settings: ServerSettings
  if let loaded = inherited?.settings.flatMap(LoadedConfiguration.init) {
    settings = try ServerSettings(loaded)
  } else {
    settings = try ServerSettings(config: config)
    try settings.configuration.account()?.become()
  }
  // This comes before any thread is started, so that all of them leave signals to this one.
  let link = try MasterLink(control: inherited?.control)
  let configuration = settings.configuration
  let log = makeLog(configuration, label: "worker")
  let scoreboard = row == nil ? nil : inherited.flatMap { openScoreboard($0.scoreboard, log) }
  if let scoreboard { LogOutput.standardError.onLoss { scoreboard.count(.logLinesDropped) } }
  let ownRow = row.flatMap { row in scoreboard.map { $0.row(row) } }
  let models = Live<ModelStates>([:])
  let catalogue = Live(Catalogue.empty)
  let statistics = Live(Statistics.empty)
  let keys = Live(settings.keys)
  let application = Application(
    models: models, catalogue: catalogue, statistics: statistics, keys: keys,
    tokenLifetime: configuration.tokenLifetime,
    sessionLifetime: SessionLifetime(
      idle: configuration.refreshLifetime, total: configuration.sessionLifetime),
    passwords: passwordHasher(configuration, sharedBy: scoreboard), longScoring: longScoring(),
    longReading: longReading(),
    recordingLimits: RecordingLimits(
      perMinute: configuration.recommendationsPerMinute, kept: configuration.recommendationsKept),
    schemaVersion: DatabaseSchema.expectedVersion, databaseFailures: Failure.allCases.map(\.rawValue),
    scoreboard: scoreboard,
    lastTraining: LastTraining(in: configuration.models, log: log).look, log: log,
    now: Timestamp.now)
  let database = Database(settings)
  let router = routes()
  let cors = CORS(origins: configuration.corsOrigins)
  let (lease, groupsInTurn) = (ownRow?.lease, router.groupsInTurn)

  let refusals = RefusalLog(log)
  let worker = Worker<Slot>(
    listener: Inheritance.listener, clients: settings.clients, capacity: settings.workers * configuration.slots,
    maximumBody: maximumBodyBytes,
    makeContext: { number, turn in
      let connection = database.connection()
      return Slot(
        database.services(application, over: connection, willWait: turn.yield), connection, ownRow, number: number,
        RequestLog(log, slow: configuration.slowRequest), turn,
        queueTimeout: configuration.effectiveQueueTimeout)
    },
    accepted: { ownRow?.countAccepted() },
    refused: { address in
      scoreboard?.count(.refusedClients)
      refusals.note(address)
    },
    connectionQueue: inherited?.connectionQueue,
    transferred: { count in
      log.info("all slots hang: connections transferred", metadata: ["connections": "\(count)"])
    },
    group: router.group, lease: { groupsInTurn.contains($0) ? lease : nil },
    respond: { requests, slot in slot.respond(to: requests, router, cors) })
  let isServing = Mutex(false)
  let serve: @Sendable () -> Void = {
    isServing.withLock { isServing in
      if !isServing { worker.start(slots: configuration.slots) }
      isServing = true
    }
  }
  Refresher(application, database, settings, log: log).start(
    whenAble: {
      Memory.forgetCode()
      serve()
      link.sayReady()
    },
    whenUnable: { reason in
      if !link.sayUnable(reason) { serve() }
    })

  let beat = { ownRow?.beat(at: SystemClock.monotonic()) ?? () }
  let reason = link.waitForReason(beat: beat, serve: serve) {
    guard let path = configuration.logFile else { return }
    do { try LogFile.open(path) } catch {
      log.error("cannot reopen the log: still using the old one", metadata: ["cause": "\(error)"])
    }
  }
  log.info("retiring", metadata: ["reason": "\(reason)"])
  // While any process holds the listening socket, a new master finds it in use.
  worker.retire(releasingListener: reason == .masterDied)
  let isFinished = link.waitForEnd(of: worker.finished, timeout: configuration.stopTimeout, beat: beat)
  // What has been counted since the last minute. Nothing is lost but figures if the database is away.
  let counts = application.shown.take()
  if !counts.isEmpty { try? database.lastFigures().add(counts) }
  if !isFinished {
    log.warning("ended with open connections", metadata: ["connections": "\(worker.openConnections)"])
  }
  // Other threads still run, the refresher for one. A usual end would take OpenSSL away from under them.
  ThisProcess.exit(isFinished ? 0 : 1)
}

extension Configuration {
  /// Nil over TCP: another machine's clock does not say how long a request has waited.
  fileprivate var effectiveQueueTimeout: Duration? { listen == nil ? queueTimeout : nil }
}

/// Nil, with an error in the log, if the scoreboard cannot be used.
private func openScoreboard(_ descriptor: Int32, _ log: Logger) -> Scoreboard? {
  do throws(ScoreboardError) {
    return try Scoreboard(FileDescriptor(owning: descriptor, path: "of the master"), isWritable: true)
  } catch {
    log.error("cannot use the scoreboard", metadata: ["cause": "\(error)"])
    return nil
  }
}

/// Two slots stay free for requests without a password. The priority is low rather than idle, so that people can log in
/// however busy the machine is. All workers together hash on no more cores than there are.
/// - Parameter scoreboard: its descriptor is the file whose locks the workers share.
private func passwordHasher(_ configuration: Configuration, sharedBy scoreboard: Scoreboard?) -> PasswordHasher {
  let cores = Cores(count: Processors.count, sharedBy: scoreboard?.descriptor)
  return PasswordHasher(
    cost: configuration.passwordCost,
    LongWork(places: min(12, max(1, configuration.slots - 2)), on: cores, priority: .low))
}

/// Scores one long context at a time, at idle priority: most requests take a hundredth of the processor time and must
/// not wait for it.
private func longScoring() -> LongWork {
  LongWork(places: 3, on: Cores(count: 1, sharedBy: nil), priority: .idle)
}

/// Reads one imported file at a time, at low priority: a file can take seconds of processor time.
private func longReading() -> LongWork {
  LongWork(places: 3, on: Cores(count: 1, sharedBy: nil), priority: .low)
}
