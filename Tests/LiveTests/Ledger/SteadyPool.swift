import Glibc

/// A second pool on the database and the models of a site, with an nginx of its own. Nobody ends or stops its
/// processes, so what they do not give back adds up.
struct SteadyPool {
  let server: ChildProcess
  let nginx: ChildProcess
  let port: Int
  let log: String
  let accessLog: String
  private let first: [pid_t]

  init(beside site: LiveSite) throws {
    let own = ["socket": "s.sock", "scoreboard": "s.scoreboard", "log_file": "s.log", "learned_models": "s.learned"]
    let lines = try readText("\(site.folder)/server.conf").split(separator: "\n").filter { line in
      !own.keys.contains { line.hasPrefix("\($0) =") }
    }
    let config = "\(site.folder)/steady.conf"
    try writeText(
      lines.joined(separator: "\n") + "\n" + own.map { "\($0) = \(site.folder)/\($1)\n" }.joined(), to: config)
    accessLog = "\(site.folder)/steady-nginx/logs/access.log"
    log = "\(site.folder)/s.log"
    server = try ChildProcess(
      ["\(Settings.executables())/marquee-server", "--config", config], log: "\(site.folder)/steady-server.log")
    port = try Loopback.freePort()
    nginx = try NginxSite(port: port, socket: "\(site.folder)/s.sock")
      .start(in: "\(site.folder)/steady-nginx", log: "\(site.folder)/steady-nginx.log")
    let client = HTTPClient(port: port)
    let id = server.id
    let isUp = try eventually {
      try (try? client.get("/api/health").status) == 200 && Self.workers(of: id).count == 2
    }
    guard isUp else {
      throw LiveError("the second pool does not answer: \(server.tail)")
    }
    first = try Self.workers(of: server.id)
  }

  /// The master's child processes by what they are; nil if a worker of the start has ended. The learner ends when it
  /// loses the database.
  var processes: [(name: String, id: pid_t)]? {
    guard let now = try? children(of: server.id), first.allSatisfy(now.contains) else { return nil }
    return first.enumerated().map { ("worker \($0 + 1)", $1) }
      + now.filter { !first.contains($0) }.map { ("learner", $0) }
  }

  private static func workers(of master: pid_t) throws -> [pid_t] {
    try children(of: master).filter { (try? readText("/proc/\($0)/cmdline").contains("--worker")) == true }
  }
}
