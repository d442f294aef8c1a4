import Foundation
import Testing

/// What the server reports about its configuration before it serves.
extension LiveSuites {
  @Suite struct ServerConfiguration {
    let site: LiveSite

    init() throws { site = try LiveSite.shared() }

    @Test func `a valid configuration passes the configuration check`() throws {
      #expect(try check(good()) == 0)
    }

    @Test(arguments: [
      ("slotz = 3", "slotz"), ("slots = many", "slots"), ("slots = 0", "slots"), ("slots = 2", "twice"),
      ("jwt_secret_file = /nowhere", "/nowhere: 'jwt_secret_file' names this file"),
      ("database_password_file = /nowhere", "/nowhere: 'database_password_file' names this file"),
      ("no equals sign", "no equals sign"),
    ]) func `the configuration check names a faulty line`(line: String, mention: String) throws {
      let key = line.split(separator: " ").first.map(String.init) ?? ""
      var lines = try good()
      if mention != "twice" { lines.removeAll { $0.hasPrefix("\(key) ") } }
      let (status, output) = try run(lines + [line])
      #expect(status != 0)
      #expect(output.contains(mention))
    }

    @Test(arguments: [
      "too short", String(repeating: "a", count: 44), "your-secret-key-change-in-production",
    ])
    func `a JWT secret that is too short or publicly known is refused`(secret: String) throws {
      let file = "\(site.folder)/weak-secret"
      try writeText(secret, to: file)
      let lines = try good().filter { !$0.hasPrefix("jwt_secret_file") } + ["jwt_secret_file = \(file)"]
      let (status, output) = try run(lines)
      #expect(status != 0)
      #expect(output.contains("secret"))
      #expect(!output.contains("change-in-production"))
    }

    @Test(arguments: [
      ("jwt_secret_file", "FOLDER/short", 1, "line 1: the secret has 5 bytes and needs at least 32"),
      ("jwt_secret_file", "/nowhere", 1, "/nowhere: 'jwt_secret_file' names this file"),
      ("jwt_secret_file", "", 0, "Note: 'jwt_secret_file' is not set"),
      ("password_cost", "31", 1, "more than a day at 31"),
      ("allowed_clients", "fe80::/129", 1, "the prefix length of 'fe80::/129' must be from 0 to 128"),
      ("models", "FOLDER", 0, "Note: FOLDER/EASE.marquee: "),
    ])
    func `marquee-ctl check-config reports the same faults as the server`(
      key: String, value: String, expected: Int32, mention: String
    ) throws {
      let folder = try makeTemporaryFolder()
      try writeText("short", to: "\(folder)/short")
      try writeText("damaged", to: "\(folder)/EASE.marquee")
      func placed(_ text: String) -> String { text.replacing("FOLDER", with: folder) }
      let lines = try good().filter { !$0.hasPrefix("\(key) ") } + ["\(key) = \(placed(value))"]
      try writeText(lines.joined(separator: "\n") + "\n", to: "\(folder)/checked.conf")
      let child = try ChildProcess(
        ["\(Settings.executables())/marquee-ctl", "check-config", "--config", "\(folder)/checked.conf"],
        log: "\(folder)/log")
      #expect(child.waitForEnd() == expected && child.output.contains(placed(mention)), "\(child.output)")
      // `check-config` only notes a missing key, and the server does not start without one.
      let server = try run(lines)
      #expect(server.status == (expected == 0 && !value.isEmpty ? 0 : 78), "\(server.output)")
      if !value.isEmpty { #expect(server.output.contains(placed(mention)), "\(server.output)") }
    }

    @Test func `more slots than the database allows connections is an error, and an unreachable database is not`()
      throws
    {
      let limit = try #require(
        Int(try site.schema.server.sql("SELECT @@max_connections").split(separator: "\n").joined()))
      func check(_ lines: [String]) throws -> (status: Int32, output: String) {
        try run(good().filter { line in !["workers ", "slots "].contains { line.hasPrefix($0) } } + lines)
      }
      let (bad, output) = try check(["workers = \(limit / 8)", "slots = 8"])
      #expect(bad == 78 && output.contains("'slots' is too large") && output.contains("allows only \(limit)"))
      let (close, note) = try check(["workers = \(limit / 12)", "slots = 8"])
      #expect(close == 0 && note.contains("Note: "))
      let away = try good().map { $0.hasPrefix("database_socket ") ? "database_socket = /nowhere" : $0 }
      let (status, said) = try run(away)
      #expect(status == 0 && said.contains("does not answer"))
    }

    @Test(arguments: [
      ("database_user", "nobody", "'database_user'"), ("database_name", "nothing", "'database_name'"),
    ]) func `an account or a database name that MariaDB refuses is reported with its key`(
      key: String, value: String, mention: String
    ) throws {
      let lines = try good().filter { !$0.hasPrefix("\(key) ") } + ["\(key) = \(value)"]
      let (status, output) = try run(lines)
      #expect(status == 78 && output.contains("the database cannot be used") && output.contains(mention), "\(output)")
    }

    @Test(arguments: [
      ("user = no-such-user", "'user' cannot be"), ("socket_owner = no-such-user", "'socket_owner' names a user"),
      ("socket_group = no-such-group", "'socket_group' names a group"),
      ("allowed_clients = 1.2.3", "'allowed_clients' cannot be '1.2.3': '1.2.3' is not an address"),
      ("allowed_clients = 10.0.0.0/33", "the prefix length of '10.0.0.0/33' must be from 0 to 32"),
      ("listen = 127.0.0.1", "'listen' cannot be"), ("listen = localhost:9000", "'listen' cannot be"),
      ("listen = 192.0.2.1:9000", "'listen' cannot be used: 192.0.2.1:9000: Cannot assign requested address"),
      ("hard_limit = 1s", "'hard_limit' is"),
    ])
    func `invalid users, groups, addresses and limits are reported with their keys`(line: String, mention: String)
      throws
    {
      let (status, output) = try run(good() + [line])
      #expect(status == 78 && output.contains(mention), "\(output)")
    }

    @Test func `the configuration check reports every unusable path`() throws {
      let lines = try good().filter { line in !["models ", "scoreboard "].contains { line.hasPrefix($0) } }
      let (status, output) = try run(
        lines + ["log_file = /nowhere/log", "models = /dev/null", "scoreboard = /nowhere/board"])
      #expect(status == 78, "\(output)")
      for mention in ["'log_file' cannot be created", "'models' is not a directory", "'scoreboard' cannot be created"] {
        #expect(output.contains(mention), "\(output)")
      }
    }

    @Test(arguments: ["marquee-server", "marquee-ctl", "marquee-train"])
    func `every program prints its version and its commit`(program: String) throws {
      let said = try capture(["\(Settings.executables())/\(program)", "--version"])
      let source = try readText("\(Settings.root)/Sources/Provenance/Release.swift")
      let version = try #require(source.firstMatch(of: /version = "([0-9.]+)"/)?.output.1)
      func git(_ arguments: String...) -> String? {
        try? capture(["git", "-C", Settings.root] + arguments).trimmingCharacters(in: .whitespacesAndNewlines)
      }
      let commit = git("rev-parse", "--short=12", "HEAD").map { commit in
        let changes = git("status", "--porcelain", "--", "Sources", "Plugins", "Package.swift")
        return "commit \(commit)\(changes?.isEmpty == false ? " with changes" : "")"
      }
      #expect(said == "\(program) \(version) (\(commit ?? "built without git"))\n")
    }

    @Test func `the server refuses to run as root unless the configuration allows it`() throws {
      guard getuid() == 0 else { return }
      let lines = try good().filter { !$0.hasPrefix("allow_root") }
      let file = "\(site.folder)/as-root.conf"
      try writeText(lines.joined(separator: "\n"), to: file)
      let child = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", file], log: "\(site.folder)/as-root.log")
      let status = child.waitForEnd()
      child.signal(SIGTERM)
      #expect(status != nil && status != 0)
      #expect(child.output.contains("allow_root"))
    }

    // MARK: -

    private func good() throws -> [String] {
      try readText("\(site.folder)/server.conf").split(separator: "\n").map(String.init)
    }

    private func check(_ lines: [String]) throws -> Int32 { try run(lines).status }

    private func run(_ lines: [String]) throws -> (status: Int32, output: String) {
      let folder = try makeTemporaryFolder()
      try writeText(lines.joined(separator: "\n") + "\n", to: "\(folder)/checked.conf")
      let child = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", "\(folder)/checked.conf", "--check-config"],
        log: "\(folder)/log")
      guard let status = child.waitForEnd() else { throw LiveError("--check-config does not end") }
      return (status, child.output)
    }
  }
}
