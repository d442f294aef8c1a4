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
  let scoreboard = makeScoreboard(settings, log)
  if let scoreboard { LogOutput.standardError.onLoss(scoreboard.countDroppedLogLine) }
  let command = workerCommand(config: config)
  if let account {
    if let scoreboard { _ = fchown(scoreboard.descriptor, account.user, account.group) }
    try account.become()
    // What it cannot read as this user must show now, not at the first reload.
    _ = try ServerSettings(config: config)
  }
  var master = try Master(
    signals: signals, listener: listener, workerCommand: command, settings: masterSettings(settings, since: started),
    scoreboard: scoreboard, log: log, random: { Int.random(in: $0) },
    readSettings: { try masterSettings(ServerSettings(config: config), since: started) },
    openLog: { path in
      if let path { try LogFile.open(path) } else { LogFile.restore(standardError) }
    })
  master.run()
}

private func openListener(_ configuration: Configuration, _ log: Logger) throws(SystemCallError) -> Listener {
  if let limit = Listener.kernelLimit(), limit < Listener.backlog {
    log.warning(
      "the kernel holds fewer waiting connections than asked for: see net.core.somaxconn",
      metadata: ["somaxconn": "\(limit)", "asked": "\(Listener.backlog)"])
  }
  if let inherited = try Listener.inherited() {
    if let listen = configuration.listen {
      log.warning("systemd hands over the socket: 'listen' is not used", metadata: ["listen": "\(listen)"])
    }
    return inherited
  }
  if let address = configuration.listen { return try Listener.tcp(host: address.host, port: address.port) }
  return try Listener.unix(
    path: configuration.socket, owner: configuration.socketOwner.flatMap { Account(named: $0)?.user },
    group: configuration.socketGroup.flatMap { Account.group(named: $0) }, mode: configuration.socketMode)
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
    logFile: configuration.logFile, ofWorkers: try SealedMemory(settings.loaded.encoded()),
    remark: restart.isEmpty ? "" : "changes with a restart: \(restart.joined(separator: ", "))")
}

/// Room for twice the workers, as a reload has them for a moment. Nil where it cannot be made: a pool that nobody can look
/// at, and that has no limits, is better than none.
private func makeScoreboard(_ settings: ServerSettings, _ log: Logger) -> Scoreboard? {
  do throws(ScoreboardError) {
    return try Scoreboard.create(
      at: settings.configuration.scoreboard, routes: routes().endpoints.map { "\($0.method) \($0.path)" },
      rows: max(64, 2 * settings.workers + 8), slots: max(32, settings.configuration.slots))
  } catch {
    log.error("there is no scoreboard", metadata: ["cause": "\(error)"])
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
