import Glibc
import Synchronization
import System
import TestCases

/// A program that a test has started. It is ended when the test process ends, for whatever reason (see `Watcher`).
final class ChildProcess: Sendable {
  let id: pid_t
  let name: String
  /// The file that receives its standard output and standard error.
  let log: String
  /// Its exit status, or 128 + the signal that ended it; nil while it runs.
  private let status = Mutex<Int32?>(nil)

  /// - Parameter environment: all variables that it gets besides `PATH`; the settings of the tests must not reach it.
  init(_ command: [String], log: String, environment: [String: String] = [:]) throws {
    name = String(command[0].split(separator: "/").last ?? "")
    self.log = log
    id = try Self.spawn(command, output: log, environment: environment)
    Watcher.shared.started(id)
  }

  /// Runs a program to its end.
  /// - Returns: its output.
  /// - Throws: `LiveError` with the end of its output, unless it exits with 0 within `patience` seconds.
  @discardableResult
  static func run(
    _ command: [String], log: String, environment: [String: String] = [:], patience: Double = 300
  ) throws -> String {
    let child = try ChildProcess(command, log: log, environment: environment)
    guard let status = child.waitForEnd(patience) else {
      child.signal(SIGKILL)
      _ = child.waitForEnd()
      throw LiveError("\(command.joined(separator: " ")) did not end within \(patience) s: \(child.tail)")
    }
    guard status == 0 else {
      throw LiveError("\(command.joined(separator: " ")) ended with \(status): \(child.tail)")
    }
    return child.output
  }

  func signal(_ number: Int32) {
    // Not after it has ended: its id may belong to another process by then.
    status.withLock { status in
      if Self.reap(id, &status) == nil { kill(id, number) }
    }
  }

  var isRunning: Bool { exitStatus == nil }

  /// Nil while it runs.
  var exitStatus: Int32? { status.withLock { Self.reap(id, &$0) } }

  /// Waits for its end; nil if it still runs after `seconds`, much more than it ever needs.
  func waitForEnd(_ seconds: Double = 120) -> Int32? {
    _ = eventually(within: seconds) { !isRunning }
    return exitStatus
  }

  /// Everything it has written so far.
  var output: String { (try? readText(log)) ?? "" }

  /// The end of its output, for an error message.
  var tail: String { String(output.suffix(2_000)) }

  private static func reap(_ id: pid_t, _ status: inout Int32?) -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    guard waitpid(id, &raw, WNOHANG) == id else { return nil }
    status = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + (raw & 0x7F)
    Watcher.shared.ended(id)
    return status
  }

  private static func spawn(_ command: [String], output: String, environment: [String: String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    guard closeOthers(in: &actions) else { throw LiveError("descriptors cannot be closed") }
    return try posixSpawn(command, &actions, environment)
  }
}

/// Starts a program, which is looked up in `PATH` and in the folders where servers are installed.
/// - Returns: its process id.
func posixSpawn(
  _ command: [String], _ actions: inout posix_spawn_file_actions_t, _ environment: [String: String]
) throws -> pid_t {
  let path = "\(Settings.environment("PATH") ?? "/usr/bin:/bin"):/usr/sbin:/sbin"
  var own = ["PATH": path]
  // For executables that were built with it.
  own["ASAN_OPTIONS"] = Settings.environment("ASAN_OPTIONS")
  let variables = environment.merging(own, uniquingKeysWith: { given, _ in given }).map { "\($0)=\($1)" }
  var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
  var pointers: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
  defer { (arguments + pointers).forEach { free($0) } }
  let program = command[0].contains("/") ? command[0] : try find(command[0], in: path)
  var id = pid_t()
  let result = posix_spawn(&id, program, &actions, nil, &arguments, &pointers)
  guard result == 0 else { throw LiveError("cannot start \(program): \(SystemCallError.reason(for: result))") }
  return id
}

private func find(_ program: String, in path: String) throws -> String {
  for folder in path.split(separator: ":") where access("\(folder)/\(program)", X_OK) == 0 {
    return "\(folder)/\(program)"
  }
  throw LiveError("\(program) is not installed: run the tests with scripts/test")
}
