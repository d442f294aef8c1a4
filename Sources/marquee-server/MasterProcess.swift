import API
import Configuration
import HTTP
import Logging
import Logs
import Scoreboard
import Supervisor
import System

/// Opens the sockets and runs the pool until it is told to stop.
///
/// What needs root comes first. Then the master switches for good to the user that its workers run as.
/// - Parameter account: the account to run as; nil to keep the current one.
func runMaster(_ settings: ServerSettings, _ account: UnixAccount?, config: String?) throws {
  let signals = try Signals()
  let started = settings.configuration
  let log = makeLog(started, label: "master")
  let standardError = try StandardError.copy()
  if let path = started.logFile { try LogFile.open(path, owner: account) }
  let scoreboard = try makeScoreboard(settings)
  LogOutput.standardError.onLoss { scoreboard.count(.logLinesDropped) }
  // Before the listener, which may wait: a pool that is started twice is refused at once.
  let statusSocket = try openStatusSocket(started, account, scoreboard, log)
  let listener = try openListener(started, log)
  let processFile = try started.processFile.map { try ProcessFile(at: $0, owner: account) }
  let command = workerCommand(config: config)
  if let account {
    try account.become()
    // Files that this user cannot read must fail now, not at the first reload.
    _ = try ServerSettings(config: config)
  }
  var master = try Master(
    signals: signals, listener: listener, workerCommand: command, settings: masterSettings(settings, since: started),
    scoreboard: scoreboard, statusSocket: statusSocket, log: log, random: { Int.random(in: $0) },
    readSettings: { try masterSettings(ServerSettings(config: config), since: started) },
    openLog: { path in
      if let path { try LogFile.open(path) } else { try StandardError.replace(by: standardError) }
    })
  Memory.forgetCode()
  master.run()
  _ = consume processFile
}

private func openListener(_ configuration: Configuration, _ log: Logger) throws(SystemCallError) -> Listener {
  if let limit = Listener.kernelLimit(), limit < configuration.backlog {
    log.warning(
      "backlog limited by the kernel: consider raising net.core.somaxconn",
      metadata: ["somaxconn": "\(limit)", "backlog": "\(configuration.backlog)"])
  }
  if let listener = try Listener.fromSystemd() {
    if let listen = configuration.listen {
      log.warning("'listen' ignored: systemd passes the socket", metadata: ["listen": "\(listen)"])
    }
    return listener
  }
  let backlog = Int32(configuration.backlog)
  if let address = configuration.listen {
    return try onceFree(log) { () throws(SystemCallError) in
      try Listener.tcp(host: address.host, port: address.port, backlog: backlog)
    }
  }
  let socket = UnixSocket(
    path: configuration.socket, owner: configuration.socketOwner.flatMap { UnixAccount.user(named: $0) },
    group: configuration.socketGroup.flatMap { UnixAccount.group(named: $0) }, mode: configuration.socketMode,
    backlog: backlog)
  return try onceFree(log) { () throws(SystemCallError) in try socket.listen() }
}

/// Waits for up to 10 s while the socket is in use: if a master was killed, a worker that it had just started holds its
/// socket until it is ready, and only then sees that the master is gone.
private func onceFree(
  _ log: Logger, _ listen: () throws(SystemCallError) -> Listener
) throws(SystemCallError) -> Listener {
  let deadline = SystemClock.monotonic() + .seconds(10)
  var isLogged = false
  while true {
    do throws(SystemCallError) {
      return try listen()
    } catch {
      guard error.isInUse, SystemClock.monotonic() < deadline else { throw error }
      if !isLogged { log.warning("socket in use: waiting until it is free", metadata: ["cause": "\(error)"]) }
      isLogged = true
      pause(for: .milliseconds(50))
    }
  }
}

func makeLog(_ configuration: Configuration, label: String) -> Logger {
  Logger(label: label) { _ in
    var handler = JSONLines(level: Logger.Level(rawValue: configuration.logLevel) ?? .info)
    handler.metadata = ["role": "\(label)"]
    return handler
  }
}

/// - Parameter started: the configuration with which the pool was started. Some changes since then need a restart.
private func masterSettings(
  _ settings: ServerSettings, since started: Configuration
) throws(SystemCallError) -> MasterSettings {
  let configuration = settings.configuration
  let restart = configuration.changesThatNeedRestart(since: started)
  return MasterSettings(
    sizing: Sizing.Bounds(
      minimum: min(configuration.minimumWorkers ?? settings.workers, settings.workers), maximum: settings.workers,
      slots: configuration.slots, spare: configuration.spareSlots, idleTimeout: configuration.idleTimeout),
    stopTimeout: configuration.stopTimeout,
    maximumRequests: configuration.maximumRequests == 0 ? nil : configuration.maximumRequests,
    softLimit: configuration.softLimit, hardLimit: configuration.hardLimit,
    heartbeatLimit: configuration.heartbeatLimit, logFile: configuration.logFile,
    workerSettings: try SealedMemory(settings.loaded.encoded()), learnerCommand: learnerCommand(configuration),
    remark: restart.isEmpty ? "" : "needs a restart: \(restart.joined(separator: ", "))")
}

/// There is room for twice the workers, since a reload runs the old and the new ones side by side.
private func makeScoreboard(_ settings: ServerSettings) throws(ScoreboardError) -> Scoreboard {
  try Scoreboard.create(
    routes: routes().endpoints.map { "\($0.method) \($0.path)" }, rows: max(64, 2 * settings.workers + 8),
    slots: max(32, settings.configuration.slots))
}

/// Nil, with an error in the log, if the socket cannot be created: a pool that `marquee-ctl` does not find is better
/// than none. Two pools never share a socket, though: a command meant for one would reach the other.
private func openStatusSocket(
  _ configuration: Configuration, _ account: UnixAccount?, _ scoreboard: Scoreboard, _ log: Logger
) throws -> StatusSocket? {
  let path = configuration.scoreboard
  Scoreboard.removeFileOfEarlierVersion(path)
  let descriptor = try scoreboard.descriptorForReading()
  do throws(SystemCallError) {
    // Every client that may connect may read the scoreboard.
    let file = UnixSocket(
      path: path, owner: account?.user, group: account?.group, mode: 0o660, staysBehind: true)
    return try StatusSocket(at: file, scoreboard: descriptor)
  } catch {
    if error.isInUse {
      throw configuration.fault("scoreboard", "is \(path), which another pool uses: each pool needs its own")
    }
    log.error("no status socket: marquee-ctl will not find this pool", metadata: ["cause": "\(error)"])
    return nil
  }
}

/// The trainer that is installed beside the server; nil if models shall not learn between trainings, or if there is no
/// trainer.
private func learnerCommand(_ configuration: Configuration) -> [String]? {
  let own = Executable.path()
  let trainer = String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) + "/marquee-train"
  guard configuration.learnedModels != nil, File.obstacle(to: .execute, at: trainer) == nil else { return nil }
  return [trainer, "learn"]
}

private func workerCommand(config: String?) -> [String] {
  [Executable.path(), "--worker", "--has-master"] + (config.map { ["--config", $0] } ?? [])
}
