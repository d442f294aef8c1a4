import API
import Configuration
import Credentials
import Domain
import FastCGI
import Glibc
import HTTP
import Logging
import Logs
import MariaDB
import Scoreboard
import Scoring
import Stores
import Supervisor
import Synchronization
import Threads

/// Serves the listening socket on descriptor 0 until it is asked to go or its master dies.
///
/// It has its settings from its master, and reads the file only if it was started by hand.
/// - Parameter row: of the scoreboard, which the master has left on a descriptor of its own; nil without one.
func runWorker(config: String?, hasMaster: Bool, row: Int?) throws {
  let settings: ServerSettings
  if hasMaster, let loaded = SealedMemory.inherited(as: Child.settingsDescriptor).flatMap(LoadedConfiguration.init) {
    settings = try ServerSettings(loaded)
  } else {
    settings = try ServerSettings(config: config)
    try settings.configuration.account()?.become()
  }
  // Before any thread is started, so that all of them leave signals to this one.
  let link = try MasterLink(hasMaster: hasMaster)
  let configuration = settings.configuration
  let log = makeLog(configuration, label: "worker")
  let scoreboard = row == nil ? nil : inheritedScoreboard(log)
  if let scoreboard { LogOutput.standardError.onLoss(scoreboard.countDroppedLogLine) }
  let ownRow = row.flatMap { row in scoreboard.map { $0.row(row) } }
  let models = Live<ModelStates>([:])
  let catalogue = Live(Catalogue.empty)
  let statistics = Live(Statistics.empty)
  let keys = Live(settings.keys)
  let application = Application(
    models: models, catalogue: catalogue, statistics: statistics, keys: keys,
    tokenLifetime: Int64(configuration.tokenLifetime),
    sessionLifetime: SessionLifetime(
      idle: Int64(configuration.refreshLifetime), total: Int64(configuration.sessionLifetime)),
    passwords: passwordHasher(configuration, sharesCores: scoreboard != nil), longScoring: longScoring(),
    recordingLimits: RecordingLimits(
      perMinute: configuration.recommendationsPerMinute, kept: configuration.recommendationsKept),
    schemaVersion: Schema.expectedVersion, databaseFailures: Failure.allCases.map(\.rawValue), scoreboard: scoreboard,
    lastTraining: LastTraining(in: configuration.models, log: log).look, log: log,
    now: Timestamp.now)
  let database = Database(settings)
  let router = routes()
  let cors = CORS(origins: configuration.corsOrigins)

  let refusals = RefusalLog(log)
  let worker = Worker<Slot>(
    listener: STDIN_FILENO, clients: settings.clients, capacity: settings.workers * configuration.slots,
    maximumBody: maximumBody,
    makeServices: { number, turn in
      let connection = database.connection()
      return Slot(
        database.services(application, over: connection, willWait: turn.yield), connection, ownRow, number: number,
        RequestLog(log, slow: configuration.slowRequest), turn,
        patience: configuration.patience)
    },
    accepted: { ownRow?.countAccepted() },
    refused: { address in
      scoreboard?.countRefusedClient()
      refusals.note(address)
    },
    handOver: hasMaster ? inheritedHandOver() : nil,
    handedOver: { count in
      log.info("every slot is busy: connections go to other workers", metadata: ["connections": "\(count)"])
    },
    respond: { request, slot in slot.respond(to: request, router, cors) })
  let isServing = Mutex(false)
  let serve: @Sendable () -> Void = {
    isServing.withLock { isServing in
      if !isServing { worker.start(slots: configuration.slots) }
      isServing = true
    }
  }
  Refresher(application, database, settings, log: log).start(
    whenAble: {
      serve()
      link.sayReady()
    },
    whenUnable: { reason in
      if !link.sayUnable(reason) { serve() }
    })

  let alive = { ownRow?.beat(at: monotonicMicroseconds()) ?? () }
  let reason = link.waitForReason(alive: alive, serve: serve) {
    guard let path = configuration.logFile else { return }
    do { try LogFile.open(path) } catch {
      log.error("the log stays where it is", metadata: ["cause": "\(error)"])
    }
  }
  log.info("retiring", metadata: ["reason": "\(reason)"])
  worker.retire()
  if reason == .masterDied { leaveSocket() }
  guard link.waitForEnd(of: worker.finished, timeout: Double(configuration.stopTimeout), alive: alive) else {
    log.warning("stopped with connections open", metadata: ["connections": "\(worker.openConnections)"])
    exit(1)
  }
}

extension Configuration {
  /// Microseconds that a request may wait in a queue. The clock of another machine says nothing of that.
  fileprivate var patience: Int64? { listen == nil && queueTimeout > 0 ? Int64(queueTimeout) * 1_000 : nil }
}

/// Another master finds the socket in use as long as anybody holds it.
private func leaveSocket() {
  let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
  if nothing >= 0 { dup2(nothing, STDIN_FILENO) }
}

private func inheritedHandOver() -> HandOver? {
  let ends = Child.handOverDescriptors
  let handOver = HandOver(sending: ends.sending, receiving: ends.receiving)
  // A master of an earlier version left none, and what has the numbers is something else.
  if handOver != nil { for end in [ends.sending, ends.receiving] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
  return handOver
}

private func inheritedScoreboard(_ log: Logger) -> Scoreboard? {
  do throws(ScoreboardError) {
    _ = fcntl(Child.scoreboardDescriptor, F_SETFD, FD_CLOEXEC)
    return try Scoreboard(descriptor: Child.scoreboardDescriptor, "of the master", isWritable: true)
  } catch {
    log.error("there is no scoreboard", metadata: ["cause": "\(error)"])
    return nil
  }
}

/// Two slots stay free for what is no log-in. Its priority is low and not idle: who logs in must get in, however busy
/// the machine is. All workers together hash on as many cores as there are.
private func passwordHasher(_ configuration: Configuration, sharesCores: Bool) -> PasswordHasher {
  let cores = Cores(
    count: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), sharedBy: sharesCores ? Child.scoreboardDescriptor : nil)
  return PasswordHasher(
    cost: configuration.passwordCost,
    LongWork(places: min(12, max(1, configuration.slots - 2)), on: cores, priority: .low))
}

/// One at a time and as the machine has time for it: most requests take a hundredth of the processor, and do not wait.
private func longScoring() -> LongWork {
  LongWork(places: 3, on: Cores(count: 1, sharedBy: nil), priority: .idle)
}

/// Bytes; nginx has the same bound.
private let maximumBody = 1 << 20
