import CLinux
import Glibc
import Logging

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
/// | HUP | read the configuration again and replace every worker, the new ones first; on a fault keep the old |
package struct Master: ~Copyable {
  /// What may change on reload.
  package struct Settings: Sendable {
    package let workers: Int
    /// Seconds.
    package let stopTimeout: Double

    package init(workers: Int, stopTimeout: Double) {
      self.workers = workers
      self.stopTimeout = stopTimeout
    }
  }

  private var listener: UnixListener
  /// A worker's command line; the first is the executable's path.
  private let workerCommand: [String]
  private let readSettings: () -> Settings?
  private let signals: Signals
  private let log: Logger
  private var pool: Pool
  private var children: [pid_t: Child] = [:]
  private var stopRequests = 0

  /// - Parameter readSettings: checks the configuration anew; nil after it has said what is wrong with it.
  package init(
    listener: consuming UnixListener, workerCommand: [String], settings: Settings, log: Logger,
    readSettings: @escaping () -> Settings?
  ) throws(SystemCallError) {
    signals = try Signals([SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGCHLD])
    self.listener = listener
    self.workerCommand = workerCommand
    self.readSettings = readSettings
    self.log = log
    pool = Pool(size: settings.workers, stopTimeout: settings.stopTimeout)
  }

  /// Runs until the pool has stopped.
  package mutating func run() {
    log.notice("started", metadata: ["workers": "\(pool.size)"])
    while true {
      for decision in pool.decisions(at: monotonicSeconds()) {
        if decision == .finish {
          log.notice("stopped")
          return
        }
        carryOut(decision)
      }
      waitForEvents()
    }
  }

  private mutating func carryOut(_ decision: Pool.Decision) {
    switch decision {
    case .spawn: spawn()
    case .retire(let process):
      children[process]?.signal(SIGTERM)
    case .kill(let process):
      log.warning("a worker did not stop in time and is killed", metadata: ["worker": "\(process)"])
      children[process]?.signal(SIGKILL)
    case .finish: break
    }
  }

  private mutating func spawn() {
    do {
      let child = try Child.spawn(workerCommand, listener: listener.descriptor)
      children[child.process] = child
      pool.spawned(child.process, at: monotonicSeconds())
    } catch {
      log.error("cannot start a worker", metadata: ["cause": "\(error)"])
      pool.spawnFailed(at: monotonicSeconds())
    }
  }

  /// Sleeps until a signal, a word from a worker, or a deadline.
  private mutating func waitForEvents() {
    let now = monotonicSeconds()
    let timeout = pool.nextDeadline(at: now).map { Int32(max(0, ($0 - now) * 1_000).rounded(.up)) } ?? -1
    let watched = Array(children.values)
    var polls = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
    polls += watched.map { pollfd(fd: $0.control, events: Int16(POLLIN), revents: 0) }
    guard poll(&polls, nfds_t(polls.count), timeout) > 0 else { return }
    for (child, event) in zip(watched, polls.dropFirst()) where event.revents != 0 { listen(to: child) }
    if polls[0].revents != 0 {
      while let signal = signals.next() { act(on: signal) }
    }
  }

  private mutating func listen(to child: Child) {
    var byte: UInt8 = 0
    guard read(child.control, &byte, 1) == 1 else {
      // The worker is ending; SIGCHLD says how. Its control socket would be readable until then.
      close(child.control)
      children[child.process] = Child(process: child.process, control: -1)
      return
    }
    pool.becameReady(child.process)
    log.info("a worker is ready", metadata: ["worker": "\(child.process)"])
  }

  private mutating func act(on signal: Int32) {
    switch signal {
    case SIGCHLD: reap()
    case SIGHUP: reload()
    case SIGQUIT: stop(atOnce: true)
    default: stop(atOnce: stopRequests > 0)
    }
  }

  private mutating func reap() {
    var status: Int32 = 0
    while case let process = waitpid(-1, &status, WNOHANG), process > 0 {
      if let control = children.removeValue(forKey: process)?.control, control >= 0 { close(control) }
      let wasAsked = pool.exited(process, at: monotonicSeconds())
      let metadata: Logger.Metadata = ["worker": "\(process)", "status": "\(ExitStatus(status))"]
      if wasAsked {
        log.info("a worker has gone", metadata: metadata)
      } else {
        log.error("a worker died and is replaced", metadata: metadata)
      }
    }
  }

  private mutating func reload() {
    guard stopRequests == 0 else { return }
    guard let settings = readSettings() else {
      log.error("not reloaded: the configuration has a fault, and the workers stay as they are")
      return
    }
    log.notice("reloading", metadata: ["workers": "\(settings.workers)"])
    pool.reload(size: settings.workers, stopTimeout: settings.stopTimeout)
  }

  private mutating func stop(atOnce: Bool) {
    stopRequests += 1
    log.notice("stopping", metadata: ["at_once": "\(atOnce)"])
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
