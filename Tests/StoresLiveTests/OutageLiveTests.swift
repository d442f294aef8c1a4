import Glibc
import MariaDB
import Testing

/// A server of the test's own, to be ended and started again.
private final class OwnServer {
  private let directory: String
  private var process: pid_t = 0

  init() throws {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/db.XXXXXX".utf8CString)
    directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    var arguments = ["mariadb-install-db", "--no-defaults", "--datadir=\(directory)/data", "--skip-test-db"]
    arguments += ["--auth-root-authentication-method=normal"] + runsAsRoot
    #expect(try wait(for: spawn(arguments)) == 0)
    try start()
  }

  deinit {
    end()
    if let remover = try? spawn(["rm", "-rf", "--", directory]) { _ = try? wait(for: remover) }
  }

  /// - Parameter timeout: seconds.
  func address(timeout: Int = 5) -> Address {
    Address(server: .socket("\(directory)/s"), user: "root", password: "", database: nil, timeout: timeout)
  }

  func start() throws {
    process = try spawn(
      [
        "mariadbd", "--no-defaults", "--datadir=\(directory)/data", "--socket=\(directory)/s", "--skip-networking",
        "--pid-file=\(directory)/pid", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=8M",
        "--tmpdir=\(directory)",
      ] + runsAsRoot)
    for _ in 0..<600 {
      if (try? Connection(address()).run("DO 0")) != nil { return }
      usleep(50_000)
    }
    Issue.record("mariadbd does not start")
  }

  /// As a crash does.
  func end() {
    kill(process, SIGKILL)
    _ = try? wait(for: process)
  }

  func signal(_ number: Int32) { kill(process, number) }

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

struct OutageLiveTests {
  @Test func `a server that is silent is asked once: a second try would only double the wait`() throws {
    let server = try OwnServer()
    func connectionsSoFar(_ connection: Connection) throws(MariaDBError) -> Int? {
      try connection.rows("SHOW GLOBAL STATUS LIKE 'Connections'") { Int($0.text(1)) }.first ?? nil
    }
    let connection = Connection(server.address(timeout: 1))
    let before = try #require(try connectionsSoFar(connection))
    server.signal(SIGSTOP)
    do throws(MariaDBError) {
      _ = try connectionsSoFar(connection)
      Issue.record("read from a server that is frozen")
    } catch {
      #expect(error.isConnectionLost)
    }
    server.signal(SIGCONT)
    // Another try would have waited at the socket, and been accepted and counted before this one.
    #expect(try connectionsSoFar(Connection(server.address())) == before + 1)
  }

  @Test func `a connection survives a restart of the server, statements and all`() throws {
    let server = try OwnServer()
    let connection = Connection(server.address())
    func read() throws(MariaDBError) -> [String] {
      try connection.rows("SELECT \("é")") { $0.text(0) }
    }
    #expect(try read() == ["é"])

    server.end()
    for _ in 0..<3 {
      do throws(MariaDBError) {
        _ = try read()
        Issue.record("read from a server that is down")
      } catch {
        #expect(error.isConnectionLost)
      }
    }

    try server.start()
    // Back-off: for up to a second the last error is the answer.
    var rows: [String] = []
    for _ in 0..<40 where rows.isEmpty {
      rows = (try? read()) ?? []
      usleep(50_000)
    }
    #expect(rows == ["é"])
  }
}
