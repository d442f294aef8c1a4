import Configuration
import Foundation
import Testing

/// The settings that a master passes to its workers, and the files that it reads them from.
struct LoadedConfigurationTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "marquee-conf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = folder.appending(path: name).path
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private func fault(_ work: () throws -> Void) -> String? {
    do {
      try work()
      return nil
    } catch { return "\(error)" }
  }

  /// A value other than the default for every key.
  private static let others = """
    socket = /a/b c.sock
    socket_mode = 0600
    socket_owner = anna
    socket_group = é
    listen = [::1]:9000
    backlog = 600
    allowed_clients = 10.0.0.1, ::1
    pid_file = /p
    scoreboard = /x
    workers = 3
    workers_min = 2
    slots = 5
    spare_slots = 7
    idle_timeout = 11s
    max_requests = 1000
    queue_timeout = 8s
    slow_request = 7ms
    soft_limit = 3s
    hard_limit = 0
    heartbeat_limit = 7s
    stop_timeout = 9s
    user = marquee
    allow_root = true
    log_file = /var/log/a=b#c.log
    log_level = debug
    cors_origins = https://a.example, http://b.example:3000
    database_socket =
    database_host = db.example
    database_port = 3307
    database_read_socket = /r.sock
    database_read_host = replica.example
    database_read_port = 3308
    database_tls = true
    database_name = films
    database_user = some one
    database_password_file = /p
    database_timeout = 6s
    models = /m
    learned_models = /l
    learning_memory = 99
    migrations = /sql
    jwt_secret_file = /j
    token_lifetime = 1h
    refresh_lifetime = 2d
    session_lifetime = 3d
    password_cost = 5
    recommendations_per_minute = 7
    recommendations_kept = 18
    interactions_per_user = 5000
    """

  private func values(_ configuration: Configuration) -> [String: String] {
    Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.key, $0.show(configuration)) })
  }

  @Test func `a worker receives every setting, the password and the signing keys as the master has read them`() throws {
    let configuration = try Configuration.parse(contents: Self.others, file: "", environment: [:])
    let defaults = values(Configuration())
    let changed = values(configuration)
    #expect(defaults.filter { changed[$0.key] == $0.value }.map(\.key) == [])
    let loaded = LoadedConfiguration(configuration, databasePassword: "päss\nword", keys: [0, 255, 10])
    let received = try #require(LoadedConfiguration(encoded: loaded.encoded()))
    #expect(values(received.configuration) == changed)
    #expect(received.databasePassword == "päss\nword" && received.keys == [0, 255, 10])
    let plain = LoadedConfiguration(Configuration(), databasePassword: "", keys: [])
    #expect(LoadedConfiguration(encoded: plain.encoded()) == plain)
  }

  @Test func `truncated or foreign bytes are not taken for a configuration`() {
    let whole = LoadedConfiguration(Configuration(), databasePassword: "secret", keys: [1]).encoded()
    for length in [0, 1, 7, 8, 12, 22, whole.count - 1] {
      #expect(LoadedConfiguration(encoded: Array(whole.prefix(length))) == nil, "\(length)")
    }
    #expect(LoadedConfiguration(encoded: [UInt8](repeating: 255, count: 64)) == nil)
  }

  // MARK: - The file

  @Test func `a byte order mark, carriage returns and a missing last newline are accepted`() throws {
    let path = try write("bom.conf", "\u{FEFF}slots = 3\r\nworkers = 2\r\n\r\n# end\r\nlog_level = debug")
    let configuration = try Configuration.load(file: path, environment: [:])
    #expect(configuration.slots == 3 && configuration.workers == 2 && configuration.logLevel == "debug")
  }

  @Test func `a file that is not text is refused`() throws {
    let zero = try write("zero.conf", "slots = 3\nwork\0ers = 2\n")
    #expect(
      fault { _ = try Configuration.load(file: zero, environment: [:]) }
        == "\(zero):2: contains a zero byte: not a text file")
    let utf16 = try write("utf16.conf", [0xFF, 0xFE, 0x73, 0])
    #expect(fault { _ = try Configuration.load(file: utf16, environment: [:]) } == "\(utf16): is not UTF-8")
    let large = try write("large.conf", String(repeating: "# comment\n", count: 110_000))
    #expect(fault { _ = try Configuration.load(file: large, environment: [:]) } == "\(large): is larger than 1 MiB")
  }

  @Test func `a directory, a pipe and a missing file are refused without blocking`() throws {
    #expect(
      fault { _ = try Configuration.load(file: folder.path, environment: [:]) }
        == "\(folder.path): cannot read: Is a directory")
    let pipe = folder.appending(path: "pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(
      fault { _ = try Configuration.load(file: pipe, environment: [:]) }
        == "\(pipe): is a pipe, but it must be read more than once")
    let none = folder.appending(path: "none").path
    #expect(
      fault { _ = try Configuration.load(file: none, environment: [:]) }
        == "\(none): cannot open: No such file or directory")
    #expect(try Configuration.load(file: "/dev/null", environment: [:]) == Configuration())
  }

  @Test func `lenient loading returns the valid settings of a broken file and all its faults`() throws {
    let path = try write("faulty.conf", "scoreboard = /here\nslots = many\nnonsense\nstop_timeout = 9s\n")
    let (configuration, faults) = Configuration.loadLeniently(file: path, environment: [:])
    #expect(configuration.scoreboard == "/here" && configuration.stopTimeout == .seconds(9) && configuration.slots == 8)
    #expect(faults.map(\.place) == [.line(file: path, number: 2), .line(file: path, number: 3)])
    let (defaults, unreadable) = Configuration.loadLeniently(file: folder.path, environment: [:])
    #expect(defaults.scoreboard == Configuration().scoreboard && unreadable.count == 1)
  }

  @Test func `an argument or else the environment names the file, and an empty name means none`() {
    #expect(Configuration.path(file: "/a", environment: ["MARQUEE_CONFIG": "/b"]) == "/a")
    #expect(Configuration.path(file: nil, environment: ["MARQUEE_CONFIG": "/b"]) == "/b")
    #expect(Configuration.path(file: nil, environment: ["MARQUEE_CONFIG": ""]) == nil)
    #expect(Configuration.path(file: "", environment: ["MARQUEE_CONFIG": "/b"]) == nil)
    let standard = access("/etc/marquee/marquee.conf", F_OK) == 0 ? "/etc/marquee/marquee.conf" : nil
    #expect(Configuration.path(file: nil, environment: [:]) == standard)
  }

  // MARK: - Secrets

  private func password(_ text: String) throws -> String {
    var configuration = Configuration()
    configuration.databasePasswordFile = try write("password", text)
    return try configuration.databasePassword()
  }

  @Test(arguments: ["secret", "secret\n", "secret\r\n", "\u{FEFF}secret\r\n"])
  func `one trailing newline is not part of a password`(text: String) throws {
    #expect(try password(text) == "secret")
  }

  @Test(arguments: [
    ("", "is empty"), ("\n", "is empty"), ("secret\n\n", "has more than one line"),
    ("secret\r\nother", "has more than one line"), ("sec\0ret", "contains a zero byte"),
  ])
  func `an invalid password file is refused without showing its contents`(text: String, reason: String) {
    let fault = fault { _ = try password(text) } ?? ""
    #expect(fault.contains("'database_password_file' names this file, which \(reason)") && !fault.contains("secret"))
  }

  @Test func `without a password file the password is empty`() throws {
    #expect(try Configuration().databasePassword() == "")
  }

  @Test func `only changes that need a restart are listed`() throws {
    func parse(_ text: String) throws -> Configuration {
      try Configuration.parse(contents: text, file: "", environment: [:])
    }
    let started = try parse("socket = /a\nslots = 3")
    #expect(try parse("socket = /a\nslots = 4").changesThatNeedRestart(since: started) == [])
    #expect(
      try parse("socket = /b\nuser = u\nlisten = 127.0.0.1:1").changesThatNeedRestart(since: started)
        == ["socket", "listen", "user"])
  }
}
