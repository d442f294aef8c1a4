import Glibc
import MariaDB
import TestCases
import Testing

/// A database server for a single test, which can be ended and started again and have any settings.
final class OwnServer {
  private let directory: String
  private let options: [String]
  private var process: pid_t = 0

  /// - Parameter options: Additional options of `mariadbd`.
  init(options: [String] = []) throws {
    self.options = options
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/db.XXXXXX".utf8CString)
    directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    var arguments = [
      "mariadb-install-db", "--no-defaults", "--datadir=\(directory)/data", "--skip-test-db", "--tmpdir=\(directory)",
    ]
    arguments += ["--auth-root-authentication-method=normal"] + runsAsRoot
    #expect(try wait(for: spawn(arguments)) == 0)
    try start()
  }

  deinit {
    end()
    if let remover = try? spawn(["rm", "-rf", "--", directory]) { _ = try? wait(for: remover) }
  }

  /// - Parameter timeout: The timeout in seconds.
  func address(timeout: Duration = .seconds(30), user: String = "root", database: String? = nil) -> Address {
    Address(server: .socket("\(directory)/s"), user: user, password: "", database: database, timeout: timeout)
  }

  /// Creates a schema with the tables of `sql/`, and an account with the privileges of the pool's account.
  func makeSchema() throws -> LiveSchema {
    let schema = try LiveSchema(on: address())
    try Connection(address()).run("CREATE USER pool")
    try Connection(address()).run("GRANT SELECT, INSERT, UPDATE, DELETE ON `\(schema.name)`.* TO pool")
    return schema
  }

  func set(_ variable: String, _ value: String) throws {
    try Connection(address()).run("SET GLOBAL \(variable) = \(value)")
  }

  func start() throws {
    process = try spawn(
      [
        "mariadbd", "--no-defaults", "--datadir=\(directory)/data", "--socket=\(directory)/s", "--skip-networking",
        "--pid-file=\(directory)/pid", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=8M",
        "--tmpdir=\(directory)",
      ] + options + runsAsRoot)
    for _ in 0..<2_400 {
      if (try? Connection(address()).run("DO 0")) != nil { return }
      usleep(50_000)
    }
    Issue.record("mariadbd does not start")
  }

  /// Kills the server, like a crash.
  func end() {
    kill(process, SIGKILL)
    _ = try? wait(for: process)
  }

  /// Stops the server, and returns when all of its threads have stopped.
  func freeze() {
    kill(process, SIGSTOP)
    var status: Int32 = 0
    while waitpid(process, &status, WUNTRACED) < 0, errno == EINTR {}
  }

  func thaw() { kill(process, SIGCONT) }

  private let runsAsRoot = getuid() == 0 ? ["--user=root"] : []

  private func spawn(_ arguments: [String]) throws -> pid_t {
    var pointers = arguments.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    try #require(closeOthers(in: &actions))
    var process: pid_t = 0
    try #require(posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ) == 0, "no \(arguments[0])")
    return process
  }

  private func wait(for process: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    return status
  }
}
