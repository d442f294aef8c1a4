import Logging
import Scoreboard
import System

/// The master process: it owns the listening socket, starts, watches and replaces workers, and passes on what signals
/// ask for.
///
/// It stays single-threaded, handles no request and never touches the database, so that nothing that happens to a
/// request can take it down. Its decisions are values in the folder Policy. What it passes to workers is in
/// `Inheritance`.
///
/// | signal | effect |
/// |---|---|
/// | TERM, INT | stop: workers finish their requests; a second one kills them at once |
/// | QUIT | stop at once |
/// | USR1 | reopen the log file, here and in the workers |
/// | HUP, USR2 | read the configuration again and replace every worker, new ones first; on a fault keep the old ones |
/// | all others that would end or stop it | nothing; the first of each is logged |
package struct Master: ~Copyable {
  var listener: Listener
  let connectionQueue: ConnectionQueue
  /// A worker's command line; the first argument is the path of the executable.
  private let workerCommand: [String]
  private let readSettings: () throws -> MasterSettings
  private let openLog: (String?) throws -> Void
  private let signals: Signals
  private let random: (ClosedRange<Int>) -> Int
  let log: Logger
  var pool: Pool
  private var settings: MasterSettings
  /// The settings with which the pool was last complete. A futile reload goes back to them.
  private var provenSettings: MasterSettings
  private var children: [ProcessID: Child] = [:]
  let scoreboard: Scoreboard
  /// Nil if its file could not be created; `marquee-ctl` then does not find the pool.
  let statusSocket: StatusSocket?
  /// False after an answer for which no descriptor was free, until the next check.
  private var canAnswer = true
  /// The rows of the scoreboard that are taken.
  private(set) var rows: [ProcessID: Int] = [:]
  var sizing: Sizing
  var recycling: Recycling
  var limits: RequestLimits
  /// Workers with a hung slot, and for how many consecutive checks their hung slots were the only busy ones.
  var hanging: [ProcessID: Int] = [:]
  var heartbeats: Heartbeats
  var attention = Attention()
  /// The settings whose socket file has been reported missing.
  var lostPaths: Set<String> = []
  private var nextPathCheck = Duration.zero
  private var nextCheck = Duration.zero
  private var learner = Learner()
  private let notifier = Notifier()
  private var nextWatchdog = Duration.zero
  /// Whether systemd has been told that the pool serves in its current state.
  private var isAnnounced = false
  private var stopRequests = 0
  /// The signals without effect that have already been logged.
  private var idleSignals: Set<ProcessSignal> = []

  /// - Parameters:
  ///   - signals: created early, so that no signal kills a master that is starting.
  ///   - workerCommand: a worker's row of the scoreboard is appended, as `--row N`.
  ///   - random: picks a number from a range, to spread what must not happen to all workers at once.
  ///   - readSettings: reads and checks the configuration again. Its error is shown to the operator.
  ///   - openLog: opens the log at a path; nil for standard error.
  package init(
    signals: Signals, listener: consuming Listener, workerCommand: [String], settings: MasterSettings,
    scoreboard: Scoreboard, statusSocket: StatusSocket?, log: Logger, random: @escaping (ClosedRange<Int>) -> Int,
    readSettings: @escaping () throws -> MasterSettings, openLog: @escaping (String?) throws -> Void
  ) throws(SystemCallError) {
    let connectionQueue = try ConnectionQueue()
    self.signals = signals
    self.connectionQueue = connectionQueue
    self.listener = listener
    self.workerCommand = workerCommand
    self.readSettings = readSettings
    self.openLog = openLog
    self.settings = settings
    provenSettings = settings
    self.scoreboard = scoreboard
    self.statusSocket = statusSocket
    self.log = log
    self.random = random
    sizing = Sizing(settings.sizing)
    recycling = Recycling(maximumRequests: settings.maximumRequests, random: random)
    limits = RequestLimits(soft: settings.softLimit, hard: settings.hardLimit)
    heartbeats = Heartbeats(limit: settings.heartbeatLimit)
    pool = Pool(size: sizing.size, stopTimeout: settings.stopTimeout)
    scoreboard.masterStarted(
      process: ThisProcess.id, at: SystemClock.sinceEpoch(), monotonic: SystemClock.monotonic())
    show(settings)
  }

  /// Runs until the pool has stopped.
  package mutating func run() {
    log.notice("started", metadata: ["workers": "\(pool.size)"])
    while true {
      let now = SystemClock.monotonic()
      announce(at: now)
      if stopRequests == 0, now >= nextCheck {
        checkWorkers(at: now)
        canAnswer = true
        nextCheck = now + Self.checkInterval
      }
      if stopRequests == 0, now >= nextPathCheck {
        checkPaths()
        nextPathCheck = now + Self.pathInterval
      }
      for decision in pool.decisions(at: now) {
        if decision == .finish {
          learner.stop()
          log.notice("stopped")
          return
        }
        carryOut(decision)
      }
      showBackOff(at: now)
      if stopRequests == 0 { startLearner(at: now) }
      waitForEvents()
    }
  }

  /// Tells systemd that the pool serves, once it is complete. A later crash does not revoke that.
  private mutating func announce(at now: Duration) {
    if pool.isComplete { provenSettings = settings }
    if stopRequests == 0, !isAnnounced, pool.isComplete {
      notifier.ready(pool.fault ?? "Serving with \(pool.size) workers")
      isAnnounced = true
    }
    if let interval = notifier.watchdogInterval, now >= nextWatchdog {
      notifier.watchdog()
      nextWatchdog = now + interval
    }
  }

  private func show(_ settings: MasterSettings) {
    scoreboard.configured(
      workers: settings.sizing.maximum, atLeast: settings.sizing.minimum, slots: settings.sizing.slots)
    scoreboard.wants(workers: sizing.size)
  }

  private func showBackOff(at now: Duration) {
    scoreboard.backsOff(
      youngDeaths: pool.youngDeaths, nextStart: pool.nextSpawn > now ? pool.nextSpawn : nil)
  }

  private mutating func carryOut(_ decision: Pool.Decision) {
    switch decision {
    case .spawn: spawn()
    case .retire(let process):
      row(of: process)?.state = .retiring
      children[process]?.signal(.terminate)
    case .serve(let process):
      if let control = children[process]?.control { ControlMessage.serve.send(to: control) }
    case .kill(let process):
      log.warning(
        "worker killed: not stopped in time",
        metadata: ["worker": "\(process)", "requests": "\(requests(of: process))"])
      children[process]?.signal(.kill)
    case .end(let process): children[process]?.signal(.kill)
    case .finish: break
    }
  }

  private mutating func spawn() {
    do {
      let row = freeRow()
      let child = try Child.spawn(
        workerCommand + (row.map { ["--row", "\($0)"] } ?? []),
        passing: Inheritance(
          listener: listener.descriptor, scoreboard: row == nil ? nil : scoreboard.descriptor,
          connectionQueue: connectionQueue, settings: settings.workerSettings
        ).descriptors(control:))
      children[child.process] = child
      rows[child.process] = row
      self.row(of: child.process)?.occupy(process: child.process, at: SystemClock.monotonic())
      scoreboard.count(.workerStarts)
      pool.spawned(child.process, at: SystemClock.monotonic())
    } catch {
      log.error("cannot start a worker", metadata: ["cause": "\(error)"])
      pool.spawnFailed(at: SystemClock.monotonic())
    }
  }

  private mutating func startLearner(at now: Duration) {
    guard let command = settings.learnerCommand else { return }
    do throws(SystemCallError) {
      try learner.startIfDue(command, settings.workerSettings, at: now)
    } catch {
      log.error("cannot start the learner: models learn by training only", metadata: ["cause": "\(error)"])
    }
  }

  /// Nil if there are more workers than rows: the worker then serves without appearing on the scoreboard.
  private func freeRow() -> Int? {
    let taken = Set(rows.values)
    return (0..<scoreboard.rowCount).first { !taken.contains($0) }
  }

  private func row(of process: ProcessID) -> WorkerRow? { rows[process].map { scoreboard.row($0) } }

  /// Sleeps until a signal, a message from a worker, a client at the status socket, or a deadline.
  private mutating func waitForEvents() {
    let now = SystemClock.monotonic()
    let deadlines = [
      pool.nextDeadline(at: now), stopRequests > 0 ? nil : min(nextCheck, nextPathCheck),
      stopRequests > 0 || settings.learnerCommand == nil ? nil : learner.nextStart,
      notifier.watchdogInterval == nil ? nil : nextWatchdog,
    ]
    let watched = Array(children.values)
    let readable = Poll.readable(
      [signals.descriptor, canAnswer ? statusSocket?.descriptor : nil] + watched.map { $0.control },
      timeout: deadlines.compactMap(\.self).min().map { $0 - now })
    for (child, isReadable) in zip(watched, readable.dropFirst(2)) where isReadable { receiveMessage(from: child) }
    if readable[1] { canAnswer = statusSocket?.answer() ?? false }
    if readable[0] {
      while let signal = signals.next() { act(on: signal) }
    }
  }

  private mutating func receiveMessage(from child: Child) {
    switch ControlMessage(receivedFrom: child.control) {
    case .ready:
      pool.becameReady(child.process)
      show(.ready, of: child.process)
      log.info("worker ready", metadata: ["worker": "\(child.process)"])
    case .unable(let reason):
      pool.becameUnable(child.process, reason)
      show(.unable, of: child.process)
      log.error("worker cannot serve yet", metadata: ["worker": "\(child.process)", "cause": "\(reason)"])
      if pool.takeBackFutileReload() {
        takeBackReload(reason)
      } else if pool.fault != nil {
        scoreboard.remark = reason
      }
    case .serve, nil:
      // The worker is ending, and SIGCHLD will say how. Until then the closed socket would be reported as readable.
      Socket.close(child.control)
      children[child.process] = Child(process: child.process, control: -1)
    }
  }

  private func show(_ state: WorkerRow.State, of process: ProcessID) {
    if let row = row(of: process), row.state == .starting || row.state == .unable { row.state = state }
  }

  private mutating func act(on signal: ProcessSignal) {
    switch signal {
    case .child: reap()
    case .hangUp, .user2: reload()
    case .user1:
      do { try openLog(settings.logFile) } catch {
        log.error("cannot reopen the log: still using the old one", metadata: ["cause": "\(error)"])
      }
      children.values.forEach { $0.signal(.user1) }
      // It writes to the new log once it has started again.
      learner.stop()
    case .quit: stop(atOnce: true)
    case .terminate, .interrupt: stop(atOnce: stopRequests > 0)
    default:
      guard idleSignals.insert(signal).inserted else { return }
      log.notice("signal ignored", metadata: ["signal": "\(signal.name)"])
    }
  }

  private mutating func reap() {
    while let (process, status) = Subprocess.reap() {
      if let end = learner.ended(process, at: SystemClock.monotonic()) {
        if end == .unasked {
          log.error("learner ended and is started again", metadata: ["learner": "\(process)", "status": "\(status)"])
        }
        continue
      }
      if let control = children.removeValue(forKey: process)?.control, control >= 0 { Socket.close(control) }
      let wasAsked = pool.exited(process, at: SystemClock.monotonic())
      let requests = requests(of: process)
      row(of: process)?.leave()
      rows[process] = nil
      recycling.forget(process)
      hanging[process] = nil
      if !wasAsked { scoreboard.count(.crashes) }
      var metadata: Logger.Metadata = ["worker": "\(process)", "status": "\(status)"]
      if !requests.isEmpty { metadata["requests"] = "\(requests)" }
      if wasAsked {
        log.info("worker ended", metadata: metadata)
      } else {
        log.error("worker crashed and is replaced", metadata: metadata)
      }
    }
  }

  private mutating func reload() {
    guard stopRequests == 0 else { return }
    notifier.reloading()
    isAnnounced = false
    do {
      let settings = try readSettings()
      if settings.logFile != self.settings.logFile { try openLog(settings.logFile) }
      apply(settings)
    } catch {
      return refuseReload("\(error)")
    }
    log.notice("reloading", metadata: ["workers": "\(sizing.size)"])
    if !settings.remark.isEmpty { log.warning("\(settings.remark)") }
    scoreboard.remark = settings.remark
    // It starts again with the new settings.
    learner.stop()
    pool.reload(size: sizing.size, stopTimeout: settings.stopTimeout)
    scoreboard.countReload(at: SystemClock.sinceEpoch())
  }

  private mutating func apply(_ settings: MasterSettings) {
    self.settings = settings
    sizing.set(settings.sizing)
    recycling = Recycling(maximumRequests: settings.maximumRequests, random: random)
    limits = RequestLimits(soft: settings.softLimit, hard: settings.hardLimit)
    heartbeats = Heartbeats(limit: settings.heartbeatLimit)
    show(settings)
  }

  private func refuseReload(_ reason: String) {
    log.error("reload refused: the workers keep running", metadata: ["cause": "\(reason)"])
    scoreboard.remark = reason
    scoreboard.countRefusedReload(at: SystemClock.sinceEpoch())
  }

  /// The new workers cannot serve but the old ones can: the old ones stay, with their settings.
  private mutating func takeBackReload(_ reason: String) {
    if provenSettings.logFile != settings.logFile { try? openLog(provenSettings.logFile) }
    apply(provenSettings)
    pool.resize(to: sizing.size, stopTimeout: settings.stopTimeout)
    refuseReload(reason)
  }

  private mutating func stop(atOnce: Bool) {
    stopRequests += 1
    learner.stop()
    log.notice("stopping", metadata: ["at_once": "\(atOnce)"])
    notifier.stopping()
    listener.unlinkPath()
    if atOnce { pool.stopNow() } else { pool.stop() }
  }
}
