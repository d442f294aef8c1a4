import CLinux
import Glibc
import Logging
import Scoreboard

/// The master process: owns the listening socket, starts workers, watches them, replaces the dead, and passes on what
/// signals ask for.
///
/// It stays single-threaded, handles no request and never touches the database: nothing that happens to a request can
/// take it down.
///
/// | signal | what it does |
/// |---|---|
/// | TERM, INT | stop: workers finish what they have begun; a second one ends them at once |
/// | QUIT | stop at once |
/// | USR1 | open the log file anew, here and in the workers |
/// | HUP, USR2 | read the configuration again and replace every worker, the new ones first; on a fault keep the old |
/// | all others that would end or stop it | nothing; the first of each is logged |
package struct Master: ~Copyable {
  var listener: Listener
  let handOver: HandOverQueue
  /// A worker's command line; the first is the executable's path.
  private let workerCommand: [String]
  private let readSettings: () throws -> Settings
  private let openLog: (String?) throws -> Void
  private let signals: Signals
  private let random: (ClosedRange<Int>) -> Int
  let log: Logger
  var pool: Pool
  private var settings: Settings
  /// Those of the last time that the pool was complete: what a reload that leads nowhere goes back to.
  private var provenSettings: Settings
  private var children: [pid_t: Child] = [:]
  let scoreboard: Scoreboard
  /// Nil if its file could not be made: nobody finds the pool then.
  let statusSocket: StatusSocket?
  /// Whether there was a descriptor left to answer with.
  private var canAnswer = true
  /// The rows of the scoreboard that are taken.
  private(set) var rows: [pid_t: Int] = [:]
  var sizing: Sizing
  var recycling: Recycling
  var limits: RequestLimits
  /// Workers of which a slot hangs, and for how many looks in a row that was all they were at.
  var hanging: [pid_t: Int] = [:]
  var heartbeats: Heartbeats
  /// What should be at a path, and is not.
  var lostPaths: Set<String> = []
  private var nextLookAtPaths = 0.0
  private var nextLook = 0.0
  private let notification = Notification()
  private var nextSignOfLife = 0.0
  /// Whether systemd knows that the pool serves, as it is now.
  private var isAnnounced = false
  private var stopRequests = 0
  /// Signals that were sent although nothing follows from them.
  private var idleSignals: Set<Int32> = []

  /// - Parameters:
  ///   - signals: taken over early, so that none ends a master that starts.
  ///   - workerCommand: a worker's row of the scoreboard follows, as `--row N`.
  ///   - random: picks a number, for what should not happen to all workers at once.
  ///   - readSettings: checks the configuration anew; what it throws says what is wrong with it.
  ///   - openLog: opens the log at a path; nil for standard error.
  package init(
    signals: Signals, listener: consuming Listener, workerCommand: [String], settings: Settings,
    scoreboard: Scoreboard, statusSocket: StatusSocket?, log: Logger, random: @escaping (ClosedRange<Int>) -> Int,
    readSettings: @escaping () throws -> Settings, openLog: @escaping (String?) throws -> Void
  ) throws(SystemCallError) {
    let handOver = try HandOverQueue()
    self.signals = signals
    self.handOver = handOver
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
    recycling = Recycling(share: settings.share, random: random)
    limits = RequestLimits(soft: settings.softLimit, hard: settings.hardLimit)
    heartbeats = Heartbeats(limit: settings.heartbeatLimit)
    pool = Pool(size: sizing.size, stopTimeout: settings.stopTimeout)
    scoreboard.masterStarted(process: getpid(), at: realMicroseconds(), moment: monotonicMicroseconds())
    show(settings)
  }

  /// Runs until the pool has stopped.
  package mutating func run() {
    log.notice("started", metadata: ["workers": "\(pool.size)"])
    while true {
      let now = monotonicSeconds()
      announce(at: now)
      if stopRequests == 0, now >= nextLook {
        look(at: now)
        canAnswer = true
        nextLook = now + Self.interval
      }
      if stopRequests == 0, now >= nextLookAtPaths {
        keepPaths()
        nextLookAtPaths = now + Self.pathInterval
      }
      for decision in pool.decisions(at: now) {
        if decision == .finish {
          log.notice("stopped")
          return
        }
        carryOut(decision)
      }
      showBackOff(at: now)
      waitForEvents()
    }
  }

  /// The pool serves when as many workers are ready as there should be; after that a crash does not take it back.
  private mutating func announce(at now: Double) {
    if pool.isComplete { provenSettings = settings }
    if stopRequests == 0, !isAnnounced, pool.isComplete {
      notification.ready(pool.fault ?? "Serving with \(pool.size) workers")
      isAnnounced = true
    }
    if let interval = notification.interval, now >= nextSignOfLife {
      notification.alive()
      nextSignOfLife = now + interval
    }
  }

  private func show(_ settings: Settings) {
    scoreboard.configured(
      workers: settings.sizing.maximum, atLeast: settings.sizing.minimum, slots: settings.sizing.slots)
    scoreboard.wants(workers: sizing.size)
  }

  private func showBackOff(at now: Double) {
    let delay = pool.nextSpawn - now
    scoreboard.diedYoung(pool.youngDeaths, nextStart: delay > 0 ? Int64(pool.nextSpawn * 1e6) : nil)
  }

  private mutating func carryOut(_ decision: Pool.Decision) {
    switch decision {
    case .spawn: spawn()
    case .retire(let process):
      row(of: process)?.state = .retiring
      children[process]?.signal(SIGTERM)
    case .serve(let process):
      if let control = children[process]?.control { ControlMessage.serve.send(to: control) }
    case .kill(let process):
      log.warning(
        "a worker did not stop in time and is killed",
        metadata: ["worker": "\(process)", "requests": "\(requests(of: process))"])
      children[process]?.signal(SIGKILL)
    case .end(let process): children[process]?.signal(SIGKILL)
    case .finish: break
    }
  }

  private mutating func spawn() {
    do {
      let row = freeRow()
      let child = try Child.spawn(
        workerCommand + (row.map { ["--row", "\($0)"] } ?? []), listener: listener.descriptor,
        scoreboard: row == nil ? nil : scoreboard.descriptor, handOver: handOver,
        settings: settings.ofWorkers)
      children[child.process] = child
      rows[child.process] = row
      self.row(of: child.process)?.occupy(process: child.process, at: monotonicMicroseconds())
      scoreboard.countSpawned()
      pool.spawned(child.process, at: monotonicSeconds())
    } catch {
      log.error("cannot start a worker", metadata: ["cause": "\(error)"])
      pool.spawnFailed(at: monotonicSeconds())
    }
  }

  /// Nil where more workers are about than the scoreboard has rows: such a worker is not seen in it, and works.
  private func freeRow() -> Int? {
    let taken = Set(rows.values)
    return (0..<scoreboard.rowCount).first { !taken.contains($0) }
  }

  private func row(of process: pid_t) -> WorkerRow? { rows[process].map { scoreboard.row($0) } }

  /// Sleeps until a signal, a word from a worker, or a deadline.
  private mutating func waitForEvents() {
    let now = monotonicSeconds()
    let deadlines = [
      pool.nextDeadline(at: now), stopRequests > 0 ? nil : min(nextLook, nextLookAtPaths),
      notification.interval == nil ? nil : nextSignOfLife,
    ]
    let timeout = deadlines.compactMap(\.self).min().map { Int32(max(0, ($0 - now) * 1_000).rounded(.up)) } ?? -1
    let watched = Array(children.values)
    var polls = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
    polls.append(pollfd(fd: canAnswer ? statusSocket?.descriptor ?? -1 : -1, events: Int16(POLLIN), revents: 0))
    polls += watched.map { pollfd(fd: $0.control, events: Int16(POLLIN), revents: 0) }
    guard poll(&polls, nfds_t(polls.count), timeout) > 0 else { return }
    for (child, event) in zip(watched, polls.dropFirst(2)) where event.revents != 0 { listen(to: child) }
    if polls[1].revents != 0 { canAnswer = statusSocket?.answer() ?? false }
    if polls[0].revents != 0 {
      while let signal = signals.next() { act(on: signal) }
    }
  }

  private mutating func listen(to child: Child) {
    switch ControlMessage(receivedFrom: child.control) {
    case .ready:
      pool.becameReady(child.process)
      show(.ready, of: child.process)
      log.info("a worker is ready", metadata: ["worker": "\(child.process)"])
    case .unable(let reason):
      pool.becameUnable(child.process, reason)
      show(.unable, of: child.process)
      log.error("a worker cannot serve yet", metadata: ["worker": "\(child.process)", "cause": "\(reason)"])
      if pool.takeBackFutileReload() {
        takeBackReload(reason)
      } else if pool.fault != nil {
        scoreboard.remark = reason
      }
    default:
      // The worker is ending; SIGCHLD says how. Its control socket would be readable until then.
      close(child.control)
      children[child.process] = Child(process: child.process, control: -1)
    }
  }

  private func show(_ state: WorkerRow.State, of process: pid_t) {
    if let row = row(of: process), row.state == .starting || row.state == .unable { row.state = state }
  }

  private mutating func act(on signal: Int32) {
    switch signal {
    case SIGCHLD: reap()
    case SIGHUP, SIGUSR2: reload()
    case SIGUSR1:
      do { try openLog(settings.logFile) } catch {
        log.error("the log stays where it is", metadata: ["cause": "\(error)"])
      }
      children.values.forEach { $0.signal(SIGUSR1) }
    case SIGQUIT: stop(atOnce: true)
    case SIGTERM, SIGINT: stop(atOnce: stopRequests > 0)
    default:
      guard idleSignals.insert(signal).inserted else { return }
      log.notice("a signal that means nothing here", metadata: ["signal": "\(String(cString: strsignal(signal)))"])
    }
  }

  private mutating func reap() {
    var status: Int32 = 0
    while case let process = waitpid(-1, &status, WNOHANG), process > 0 {
      if let control = children.removeValue(forKey: process)?.control, control >= 0 { close(control) }
      let wasAsked = pool.exited(process, at: monotonicSeconds())
      let requests = requests(of: process)
      row(of: process)?.leave()
      rows[process] = nil
      recycling.forget(process)
      hanging[process] = nil
      if !wasAsked { scoreboard.countCrashed() }
      var metadata: Logger.Metadata = ["worker": "\(process)", "status": "\(ExitStatus(status))"]
      if !requests.isEmpty { metadata["requests"] = "\(requests)" }
      if wasAsked {
        log.info("a worker has gone", metadata: metadata)
      } else {
        log.error("a worker died and is replaced", metadata: metadata)
      }
    }
  }

  private mutating func reload() {
    guard stopRequests == 0 else { return }
    notification.reloading()
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
    pool.reload(size: sizing.size, stopTimeout: settings.stopTimeout)
    scoreboard.countReload(at: realMicroseconds())
  }

  private mutating func apply(_ settings: Settings) {
    self.settings = settings
    sizing.set(settings.sizing)
    recycling = Recycling(share: settings.share, random: random)
    limits = RequestLimits(soft: settings.softLimit, hard: settings.hardLimit)
    heartbeats = Heartbeats(limit: settings.heartbeatLimit)
    show(settings)
  }

  private func refuseReload(_ reason: String) {
    log.error("not reloaded: the workers stay as they are", metadata: ["cause": "\(reason)"])
    scoreboard.remark = reason
    scoreboard.countRefusedReload(at: realMicroseconds())
  }

  /// The new workers cannot do what the old ones can, which stay, with the settings that they had.
  private mutating func takeBackReload(_ reason: String) {
    if provenSettings.logFile != settings.logFile { try? openLog(provenSettings.logFile) }
    apply(provenSettings)
    pool.resize(to: sizing.size)
    refuseReload(reason)
  }

  private mutating func stop(atOnce: Bool) {
    stopRequests += 1
    log.notice("stopping", metadata: ["at_once": "\(atOnce)"])
    notification.stopping()
    listener.unlinkPath()
    if atOnce { pool.stopNow() } else { pool.stop() }
  }
}

/// Seconds since some moment in the past, of a clock that nobody sets.
package func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Microseconds since 1970.
private func realMicroseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}
