import CLinux
import Glibc
import System

/// A worker process, as seen by its master. What the process does is in `marquee-server/WorkerProcess`.
///
/// Swift cannot safely `fork` a process with threads, so the master runs its own binary again with `posix_spawn`.
struct Child {
  let process: pid_t
  /// The master's end of the control socket, which carries `ControlMessage`s; its end tells the worker that the master
  /// has died.
  let control: Int32

  /// Starts `arguments[0]` with every signal blocked: one that arrives before the worker reads its signals waits
  /// instead of ending it.
  static func spawn(_ arguments: [String], _ inheritance: Inheritance) throws(SystemCallError) -> Child {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemCallError("socketpair") }
    defer { close(ends[1]) }
    do throws(SystemCallError) {
      return Child(process: try start(arguments, inheritance, control: ends[1]), control: ends[0])
    } catch {
      close(ends[0])
      throw error
    }
  }

  private static func start(
    _ arguments: [String], _ inheritance: Inheritance, control: Int32
  ) throws(SystemCallError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let copies = try inheritance.pass(to: &actions, control: control)
    defer { copies.forEach { close($0) } }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var allSignals = sigset_t()
    sigfillset(&allSignals)
    posix_spawnattr_setsigmask(&attributes, &allSignals)
    posix_spawnattr_setsigdefault(&attributes, &allSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var process = pid_t()
    let argumentPointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { (argumentPointers + variables).forEach { free($0) } }
    let result = posix_spawn(&process, arguments[0], &actions, &attributes, argumentPointers, variables)
    guard result == 0 else { throw SystemCallError("posix_spawn", arguments[0], number: result) }
    return process
  }

  /// The master's environment, with Swift's backtraces off unless SWIFT_BACKTRACE is set. A crashing worker would first
  /// stop all its threads and run a program that inspects them: that takes 100 ms, and on a busy machine it has been
  /// seen to take for ever.
  private static var environment: [String] {
    var variables: [String] = []
    var pointer = environ
    while let variable = pointer.pointee {
      variables.append(String(cString: variable))
      pointer += 1
    }
    return variables.contains { $0.hasPrefix("SWIFT_BACKTRACE=") }
      ? variables : variables + ["SWIFT_BACKTRACE=enable=no"]
  }

  func signal(_ number: Int32) { kill(process, number) }
}
