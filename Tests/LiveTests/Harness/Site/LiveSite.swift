import Foundation
import Glibc
import Synchronization

/// A complete site in its own folder: a schema with the fixture in it, trained models, the real server, and the real
/// nginx with the site as shipped.
final class LiveSite: Sendable {
  /// The site shared by tests that leave it as they found it.
  static func shared() throws -> LiveSite { try sharedResult.get() }
  private static let sharedResult = Result { try LiveSite() }

  let folder: String
  let schema: SiteSchema
  let client: HTTPClient
  private let executables: String
  /// The executable of the server, and the running master.
  private let running: Mutex<(program: String, server: ChildProcess)>
  private let runningNginx: Mutex<ChildProcess>
  private let accountCount = Atomic(0)

  /// - Parameters:
  ///   - settings: configuration keys that differ from those of the other sites.
  ///   - prepareNginx: changes to the site in nginx.
  init(
    _ settings: [String: String] = [:], database: DatabaseServer? = nil,
    prepareNginx: (inout NginxSite) -> Void = { _ in }
  ) throws {
    folder = try makeTemporaryFolder()
    executables = try Settings.executables()
    schema = try SiteSchema(in: database ?? .given())
    let port = try Loopback.freePort()
    client = HTTPClient(port: port)
    try Self.configure(folder, schema, settings)

    try Self.run(executables, "marquee-ctl", ["migrate"], as: "migrate", folder)
    let data = try LiveDataSet.write(to: folder)
    try Self.run(executables, "marquee-ctl", ["import", "--data", data], as: "server", folder)
    try Self.run(executables, "marquee-train", ["fit", "EASE", "ItemKNN", "--lambda", "200"], as: "train", folder)

    let program = "\(executables)/marquee-server"
    running = Mutex((program, try Self.startServer(program, folder)))
    var site = NginxSite(port: port, socket: "\(folder)/w.sock")
    prepareNginx(&site)
    runningNginx = Mutex(try site.start(in: "\(folder)/nginx", log: "\(folder)/nginx.log"))
    try waitUntilItAnswers()
  }

  /// The master process.
  var server: ChildProcess { running.withLock { $0.server } }

  /// Stops the master if it runs, and starts a new one.
  /// - Parameter launcher: a program, with its arguments, that starts the server.
  func restartServer(through launcher: [String] = [], environment: [String: String] = [:]) throws {
    let before = server
    before.signal(SIGTERM)
    guard before.waitForEnd() != nil else { throw LiveError("the server does not stop") }
    try running.withLock {
      $0.server = try Self.startServer($0.program, folder, through: launcher, environment: environment)
    }
    try waitUntilItAnswers()
  }

  /// Stops the master of a site that nobody needs any more. Those of all others hold connections to the database until
  /// the last test has ended.
  func end() {
    server.signal(SIGTERM)
    _ = server.waitForEnd()
  }

  /// Ends the master as a crash would, and starts a new one. The workers without a master must end by themselves.
  func killServer() throws {
    // From here on it starts no worker, and learns of no end of one.
    freeze([server.id])
    let isWorker = { (process: pid_t) in try readText("/proc/\(process)/cmdline").contains("--worker") }
    let orphans = try workers().filter { (try? isWorker($0)) == true }
    try adoptingOrphans {
      server.signal(SIGKILL)
      try restartServer()
    }
    for orphan in orphans {
      var status: Int32 = 0
      guard eventually({ waitpid(orphan, &status, WNOHANG) == orphan }) else {
        throw LiveError("worker \(orphan) goes on without its master")
      }
      // The master, or a test, may have killed it just before, and it takes a while to end.
      guard [0, SIGKILL].contains(status & 0x7F) else {
        throw LiveError("a worker without its master ends by signal \(status & 0x7F)")
      }
    }
  }

  /// Upgrades the server as a package does: the schema, then a new file in place of the old one, then a restart.
  func upgradeServer() throws {
    try Self.run(executables, "marquee-ctl", ["migrate"], as: "migrate", folder)
    let program = "\(folder)/marquee-server"
    try? FileManager.default.removeItem(atPath: "\(program).new")
    try FileManager.default.copyItem(atPath: "\(executables)/marquee-server", toPath: "\(program).new")
    guard rename("\(program).new", program) == 0 else { throw LiveError("cannot replace \(program)") }
    running.withLock { $0.program = program }
    try restartServer()
  }

  /// The master process of nginx.
  var nginx: ChildProcess { runningNginx.withLock { $0 } }

  /// Makes nginx replace its worker processes.
  func reloadNginx() { nginx.signal(SIGHUP) }

  /// Ends nginx's processes as a crash would, and starts new ones.
  func killNginx() throws {
    // During a reload it might start workers after they are listed.
    freeze([nginx.id])
    let workers = try children(of: nginx.id)
    let haveEnded = ends(of: workers)
    nginx.signal(SIGKILL)
    // Without their master they would go on listening.
    for worker in workers { kill(worker, SIGKILL) }
    guard eventually(haveEnded) else { throw LiveError("a killed worker of nginx does not end") }
    try startNginxAgain()
  }

  /// Stops nginx after the requests in flight, and starts it.
  func restartNginx() throws {
    nginx.signal(SIGQUIT)
    try startNginxAgain()
  }

  private func startNginxAgain() throws {
    let folder = "\(folder)/nginx"
    try runningNginx.withLock {
      guard $0.waitForEnd() != nil else { throw LiveError("nginx does not stop") }
      $0 = try ChildProcess(NginxSite.command(folder), log: "\(folder).log")
    }
  }

  /// The child processes of the master.
  func workers() throws -> [pid_t] { try children(of: server.id) }

  /// How many workers are ready; nil if the pool does not say.
  var readyWorkers: Int? { try? control("status").lines.count { $0.contains(" ready ") } }

  /// Trains models, by default the two that train fast, with the penalty that tests compare with.
  func train(_ arguments: [String] = ["EASE", "ItemKNN"]) throws {
    try Self.run(executables, "marquee-train", ["fit", "--lambda", "200"] + arguments, as: "train", folder)
  }

  /// Starts a training, after a shell has run `prelude`.
  /// - Parameter prelude: shell commands, for example to set a limit, that end with a semicolon.
  func startTraining(_ arguments: [String], prelude: String = "") throws -> ChildProcess {
    let words = ["\(executables)/marquee-train", "fit", "--config", "\(folder)/train.conf"] + arguments
    return try ChildProcess(
      ["sh", "-c", prelude + " exec \"$@\"", "sh"] + words, log: "\(makeTemporaryFolder())/log")
  }

  /// Runs `marquee-ctl` with the server's configuration and returns its exit status and output.
  func control(_ arguments: String...) throws -> (status: Int32, lines: [String]) { try control(arguments) }

  func control(_ arguments: [String]) throws -> (status: Int32, lines: [String]) {
    let child = try ChildProcess(
      ["\(executables)/marquee-ctl"] + arguments + ["--config", "\(folder)/server.conf"],
      log: "\(makeTemporaryFolder())/log")
    guard let status = child.waitForEnd() else { throw LiveError("marquee-ctl does not end") }
    return (status, child.output.split(separator: "\n").map(String.init))
  }

  /// Runs `marquee-train` and returns its exit status and output.
  func trainer(_ arguments: String...) throws -> (status: Int32, lines: [String]) {
    let child = try ChildProcess(
      ["\(executables)/marquee-train"] + arguments + ["--config", "\(folder)/train.conf"],
      log: "\(makeTemporaryFolder())/log")
    guard let status = child.waitForEnd() else { throw LiveError("marquee-train does not end") }
    return (status, child.output.split(separator: "\n").map(String.init))
  }

  /// Changes a setting of the running pool.
  func set(_ key: String, _ value: String) throws {
    let file = "\(folder)/server.conf"
    let others = try readText(file).split(separator: "\n").filter { !$0.hasPrefix("\(key) = ") }
    try writeText(others.joined(separator: "\n") + "\n\(key) = \(value)\n", to: file)
    let answer = try control("reload")
    guard answer.status == 0 else { throw LiveError("the pool does not reload: \(answer.lines)") }
  }

  /// Waits until each worker serves the trained files of these models, and has let go of those before.
  func waitUntilServed(_ models: String...) throws {
    let areServed = try eventually {
      try workers().allSatisfy { worker in
        let maps = try readText("/proc/\(worker)/maps").split(separator: "\n")
        // A replaced file has another name by now, or none.
        return models.allSatisfy { model in
          maps.filter { $0.contains("/\(model).marquee") }.map { $0.hasSuffix("/\(model).marquee") } == [true]
        }
      }
    }
    guard areServed else { throw LiveError("not every worker serves \(models)") }
  }

  /// Waits until each worker has written a line with these texts to the log, after its first `bytes` bytes.
  func waitUntilEachWorkerLogs(_ texts: String..., after bytes: Int) throws {
    let areWritten = try eventually {
      let lines = String(decoding: serverLog.utf8.dropFirst(bytes), as: UTF8.self).split(separator: "\n")
      return try workers().allSatisfy { worker in
        lines.contains { line in (texts + ["\"pid\":\(worker),"]).allSatisfy { line.contains($0) } }
      }
    }
    guard areWritten else { throw LiveError("not every worker writes \(texts)") }
  }

  /// The path of a model's file.
  func modelFile(_ name: String) -> String { "\(folder)/models/\(name).marquee" }

  /// The workers' socket.
  var socket: String { "\(folder)/w.sock" }

  /// The number of connections to the workers' socket that the kernel lists.
  func openConnections() throws -> Int {
    let lines = try readText("/proc/net/unix").split(separator: "\n")
    // The workers' ends have the path of the socket, and state 02 (SS_CONNECTING) until they are accepted, then 03.
    return lines.count { $0.hasSuffix(" \(socket)") && ($0.contains(" 0001 02 ") || $0.contains(" 0001 03 ")) }
  }

  /// The access log of nginx, with one line of JSON per request.
  var accessLog: String { (try? readText("\(folder)/nginx/logs/access.log")) ?? "" }
  /// The error log of nginx.
  var nginxErrors: String { (try? readText("\(folder)/nginx/logs/error.log")) ?? "" }

  var serverLog: String { (try? readText("\(folder)/server.log")) ?? "" }

  /// Lines of the log that are not JSON: what a library says, or a process that traps.
  var plainLogLines: [Substring] { serverLog.split(separator: "\n").filter { !$0.hasPrefix("{") } }

  func waitUntilItAnswers() throws {
    let isUp = eventually { (try? client.get("/api/health").status) == 200 || !server.isRunning }
    guard isUp, server.isRunning else {
      let end = server.exitStatus.map { "has ended with \($0)" } ?? "does not answer"
      throw LiveError("the server \(end): \(server.tail)")
    }
  }

  // MARK: - Accounts

  struct RegisteredAccount: Sendable {
    let id: Int
    let username: String
    let password: String
    let token: String
    let refreshToken: String
  }

  /// Registers a new account that no other test uses.
  func register() throws -> RegisteredAccount {
    let number = accountCount.add(1, ordering: .relaxed).newValue
    let (username, password) = ("tester\(number)", "correct horse \(number)")
    let answer = try client.post(
      "/api/auth/register",
      ["username": .string(username), "email": .string("\(username)@example.com"), "password": .string(password)])
    guard answer.status == 201, let id = try answer.json["user"]?["id"]?.integer,
      let token = try answer.json["token"]?.string, let refresh = try answer.json["refresh_token"]?.string
    else { throw LiveError("cannot register: \(answer.status) \(String(decoding: answer.body, as: UTF8.self))") }
    return RegisteredAccount(id: id, username: username, password: password, token: token, refreshToken: refresh)
  }

  // MARK: - Parts

  private static func configure(_ folder: String, _ schema: SiteSchema, _ changes: [String: String]) throws {
    try makeFolder("\(folder)/models")
    try writeText("\(SiteSchema.password)\n", to: "\(folder)/password")
    try writeText("a secret of the tests, longer than 32 bytes\n", to: "\(folder)/jwt-secret")
    var settings = [
      "socket": "\(folder)/w.sock", "scoreboard": "\(folder)/scoreboard", "workers": "2", "slots": "2",
      "allow_root": "\(getuid() == 0)",
      "log_level": "debug", "database_socket": schema.server.socket, "database_name": schema.name,
      // Other tests compare models with what they were trained on.
      "database_password_file": "\(folder)/password", "models": "\(folder)/models", "learned_models": "",
      "migrations": "\(Settings.root)/sql", "jwt_secret_file": "\(folder)/jwt-secret", "password_cost": "4",
      // A machine that is busy is no fault of the service.
      "database_timeout": "30s", "queue_timeout": "60s",
    ]
    settings.merge(changes, uniquingKeysWith: { $1 })
    for program in ["server", "train", "migrate"] {
      settings["database_user"] = schema.account(program)
      let lines = settings.sorted { $0.key < $1.key }.map { "\($0) = \($1)" }
      try writeText(lines.joined(separator: "\n") + "\n", to: "\(folder)/\(program).conf")
    }
  }

  private static func run(
    _ executables: String, _ program: String, _ arguments: [String], as account: String, _ folder: String
  ) throws {
    try ChildProcess.run(
      ["\(executables)/\(program)", arguments[0], "--config", "\(folder)/\(account).conf"] + arguments.dropFirst(),
      log: "\(folder)/\(program).log")
  }

  private static func startServer(
    _ program: String, _ folder: String, through launcher: [String] = [], environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      launcher + [program, "--config", "\(folder)/server.conf"], log: "\(folder)/server.log", environment: environment)
  }
}
