import Glibc
import Synchronization

/// A MariaDB server that the tests fully control.
final class DatabaseServer: Sendable {
  let socket: String
  /// Nil if the tests have not started it themselves.
  private let own: OwnProcess?

  /// The server that `scripts/test` has started for all tests.
  static func given() throws -> DatabaseServer { try DatabaseServer(socket: Settings.databaseSocket()) }

  private init(socket: String) {
    self.socket = socket
    own = nil
  }

  /// Starts a new server, for tests that stop it.
  /// - Parameter options: options for every start, in addition to those that every server gets.
  init(folder: String, options: [String] = []) throws {
    socket = "\(folder)/d.sock"
    try ChildProcess.run(
      [
        "mariadb-install-db", "--no-defaults", "--datadir=\(folder)/database", "--skip-test-db",
        "--auth-root-authentication-method=normal", "--tmpdir=\(folder)",
      ] + options.filter { $0.hasPrefix("--innodb") } + Self.user, log: "\(folder)/database-install.log")
    own = OwnProcess(folder: folder, options, try Self.start(folder: folder, socket: socket, options))
    try waitUntilItAnswers()
  }

  func stop() throws {
    guard let own else { throw LiveError("this database belongs to all tests") }
    let ended = own.process.withLock { process in
      process.signal(SIGTERM)
      return process.waitForEnd() != nil
    }
    guard ended else { throw LiveError("MariaDB does not stop") }
  }

  /// - Parameters:
  ///   - more: options for this start only.
  ///   - environment: variables for this start only.
  func start(with more: [String] = [], environment: [String: String] = [:]) throws {
    guard let own else { throw LiveError("this database belongs to all tests") }
    try own.process.withLock { process in
      guard !process.isRunning else { return }
      process = try Self.start(folder: own.folder, socket: socket, own.options + more, environment: environment)
    }
    try waitUntilItAnswers()
  }

  /// The server's process.
  var id: pid_t { get throws { try process().id } }

  /// Ends it as a crash would.
  func kill() throws { try process().signal(SIGKILL) }

  /// Stops all of its threads.
  func freeze() throws { LiveTests.freeze([try process().id]) }

  func thaw() throws { try process().signal(SIGCONT) }

  private func process() throws -> ChildProcess {
    guard let own else { throw LiveError("this database belongs to all tests") }
    return own.process.withLock { $0 }
  }

  /// Runs `statement` in a session that stays open, with its locks, until the returned function is called.
  func hold(_ statement: String) throws -> () throws -> Void {
    let client = try ChildProcess(
      [
        "mariadb", "--no-defaults", "--socket=\(socket)", "--user=root", "--batch", "--skip-column-names",
        "--unbuffered", "--execute", "\(statement); SELECT CONNECTION_ID(); SELECT SLEEP(600)",
      ], log: "\(makeTemporaryFolder())/log")
    guard eventually({ client.output.contains("\n") }) else { throw LiveError("no lock: \(client.tail)") }
    let session = client.output.prefix { $0 != "\n" }
    return { try self.sql("KILL \(session)") }
  }

  /// Runs statements as the administrator.
  /// - Returns: the rows, one per line, with columns separated by tabs.
  @discardableResult
  func sql(_ statements: String, schema: String = "") throws -> String {
    try capture([
      "mariadb", "--no-defaults", "--socket=\(socket)", "--user=root", "--batch", "--skip-column-names", "--execute",
      statements, schema,
    ])
  }

  private static func start(
    folder: String, socket: String, _ options: [String], environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      [
        "mariadbd", "--no-defaults", "--datadir=\(folder)/database", "--socket=\(socket)", "--skip-networking",
        "--pid-file=\(folder)/mariadbd.pid", "--innodb-flush-log-at-trx-commit=0",
        // In a shared folder the server would delete the temporary tables of other servers.
        "--tmpdir=\(folder)",
      ] + options + user,
      log: "\(folder)/mariadb.log", environment: environment)
  }

  /// mariadbd refuses to run as root unless told to.
  private static var user: [String] { getuid() == 0 ? ["--user=root"] : [] }

  private func waitUntilItAnswers() throws {
    // After a crash it first recovers, which takes longer the more has been written.
    guard eventually(within: 300, { (try? sql("SELECT 1")) != nil }) else { throw LiveError("MariaDB does not start") }
  }
}

private final class OwnProcess: Sendable {
  let folder: String
  let options: [String]
  let process: Mutex<ChildProcess>

  init(folder: String, _ options: [String], _ process: ChildProcess) {
    self.folder = folder
    self.options = options
    self.process = Mutex(process)
  }
}

/// Runs a program to its end and returns its output.
func capture(_ command: [String]) throws -> String {
  let folder = try captureFolder.get()
  let number = captureCount.add(1, ordering: .relaxed).newValue
  let log = "\(folder)/\(number)"
  defer { unlink(log) }
  return try ChildProcess.run(command, log: log)
}

private let captureFolder = Result { try makeTemporaryFolder() }
private let captureCount = Atomic(0)
