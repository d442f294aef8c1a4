import API
import Configuration
import Glibc
import HTTP
import Logging
import Logs
import Scoreboard
import Supervisor

/// Opens the socket and keeps the pool until it is told to stop.
///
/// What only root can do comes first; then the master becomes the user that its workers are, for good.
/// - Parameter account: whom it becomes; nil if it stays who it is.
func runMaster(_ settings: ServerSettings, _ account: Account?, config: String?) throws {
  let signals = try Signals()
  let started = settings.configuration
  let log = makeLog(started, label: "master")
  let standardError = LogFile.keepStandardError()
  if let path = started.logFile { try LogFile.open(path, owner: account.map { ($0.user, $0.group) }) }
  let listener = try openListener(started, log)
  let scoreboard = try makeScoreboard(settings)
  LogOutput.standardError.onLoss(scoreboard.countDroppedLogLine)
  let statusSocket = try openStatusSocket(started, account, scoreboard, log)
  let processFile = try started.processFile.map { try ProcessFile(at: $0, owner: account) }
  let command = workerCommand(config: config)
  if let account {
    try account.become()
    // What it cannot read as this user must show now, not at the first reload.
    _ = try ServerSettings(config: config)
  }
  var master = try Master(
    signals: signals, listener: listener, workerCommand: command, settings: masterSettings(settings, since: started),
    scoreboard: scoreboard, statusSocket: statusSocket, log: log, random: { Int.random(in: $0) },
    readSettings: { try masterSettings(ServerSettings(config: config), since: started) },
    openLog: { path in
      if let path { try LogFile.open(path) } else { LogFile.restore(standardError) }
    })
  master.run()
  _ = consume processFile
}

private func openListener(_ configuration: Configuration, _ log: Logger) throws(SystemCallError) -> Listener {
  if let limit = Listener.kernelLimit(), limit < configuration.backlog {
    log.warning(
      "the kernel holds fewer waiting connections than asked for: see net.core.somaxconn",
      metadata: ["somaxconn": "\(limit)", "asked": "\(configuration.backlog)"])
  }
  if let inherited = try Listener.inherited() {
    if let listen = configuration.listen {
      log.warning("systemd hands over the socket: 'listen' is not used", metadata: ["listen": "\(listen)"])
    }
    return inherited
  }
  if let address = configuration.listen {
    return try Listener.tcp(host: address.host, port: address.port, backlog: Int32(configuration.backlog))
  }
  return try UnixSocket(
    path: configuration.socket, owner: configuration.socketOwner.flatMap { Account.user(named: $0) },
    group: configuration.socketGroup.flatMap { Account.group(named: $0) }, mode: configuration.socketMode,
    backlog: Int32(configuration.backlog)
  ).listen()
}

func makeLog(_ configuration: Configuration, label: String) -> Logger {
  Logger(label: label) { _ in
    var handler = JSONLines(level: Logger.Level(rawValue: configuration.logLevel) ?? .info)
    handler.metadata = ["role": "\(label)"]
    return handler
  }
}

/// - Parameter started: the configuration that the pool was started with.
private func masterSettings(
  _ settings: ServerSettings, since started: Configuration
) throws(SystemCallError) -> Master.Settings {
  let configuration = settings.configuration
  let restart = configuration.changesThatNeedRestart(since: started)
  func seconds(_ milliseconds: Int) -> Double? { milliseconds == 0 ? nil : Double(milliseconds) / 1_000 }
  return Master.Settings(
    sizing: Sizing.Bounds(
      minimum: min(configuration.minimumWorkers ?? settings.workers, settings.workers), maximum: settings.workers,
      slots: configuration.slots, spare: configuration.spareSlots, patience: Double(configuration.idleTimeout)),
    stopTimeout: Double(configuration.stopTimeout),
    share: configuration.maximumRequests == 0 ? nil : configuration.maximumRequests,
    softLimit: seconds(configuration.softLimit), hardLimit: seconds(configuration.hardLimit),
    heartbeatLimit: seconds(configuration.heartbeatLimit),
    logFile: configuration.logFile, ofWorkers: try SealedMemory(settings.loaded.encoded()),
    remark: restart.isEmpty ? "" : "changes with a restart: \(restart.joined(separator: ", "))")
}

/// Room for twice the workers, as a reload has them for a moment.
private func makeScoreboard(_ settings: ServerSettings) throws(ScoreboardError) -> Scoreboard {
  try Scoreboard.create(
    routes: routes().endpoints.map { "\($0.method) \($0.path)" }, rows: max(64, 2 * settings.workers + 8),
    slots: max(32, settings.configuration.slots))
}

/// Nil if it cannot be made: a pool that nobody finds is better than none. But two pools never share one: whoever looks
/// at one of them, or stops it, would get the other.
private func openStatusSocket(
  _ configuration: Configuration, _ account: Account?, _ scoreboard: Scoreboard, _ log: Logger
) throws -> StatusSocket? {
  let path = configuration.scoreboard
  Scoreboard.removeFileOfEarlierVersion(path)
  let descriptor = try scoreboard.descriptorForReading()
  do throws(SystemCallError) {
    // Whoever may connect may look.
    let file = UnixSocket(
      path: path, owner: account?.user, group: account?.group, mode: 0o660, staysBehind: true)
    return try StatusSocket(at: file, scoreboard: descriptor)
  } catch {
    if error.number == EADDRINUSE {
      throw configuration.fault("scoreboard", "is \(path), where another pool runs: each pool needs its own")
    }
    log.error("marquee-ctl will not find this pool", metadata: ["cause": "\(error)"])
    return nil
  }
}

/// The path is resolved once: after an upgrade of the package the old link would point to a deleted file.
private func workerCommand(config: String?) -> [String] {
  var path = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink("/proc/self/exe", &path, path.count - 1)
  precondition(count > 0, "/proc is not mounted")
  let executable = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return [executable, "--worker", "--has-master"] + (config.map { ["--config", $0] } ?? [])
}
