import CLinux
import Glibc

/// A worker process as its master holds it.
///
/// Swift cannot safely `fork` a threaded process, so the master runs its own binary anew with `posix_spawn`.
package struct Child {
  /// Where the worker finds its end of the control socket.
  static let controlDescriptor: Int32 = 3
  /// Where it finds the scoreboard, if there is one.
  package static let scoreboardDescriptor: Int32 = 4

  let process: pid_t
  /// The master's end of a socket pair. A byte from the worker says that it is ready; the end of the stream tells the
  /// worker that its master died.
  let control: Int32

  /// Starts `arguments[0]` with `listener` as descriptor 0, the FastCGI convention, and default signal handling.
  static func spawn(
    _ arguments: [String], listener: Int32, scoreboard: Int32?
  ) throws(SystemCallError) -> Child {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemCallError("socketpair", "") }
    defer { close(ends[1]) }
    // Out of the way of the numbers below, which one copy after the other takes.
    let sources: [Int32] = [ends[1], scoreboard].map { $0.map { fcntl($0, F_DUPFD_CLOEXEC, 10) } ?? -1 }
    defer { sources.forEach { if $0 >= 0 { close($0) } } }
    guard sources[0] >= 0, scoreboard == nil || sources[1] >= 0 else { throw SystemCallError("fcntl", "") }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The copies lose the close-on-exec flag, and everything else has it.
    posix_spawn_file_actions_adddup2(&actions, listener, 0)
    posix_spawn_file_actions_adddup2(&actions, sources[0], controlDescriptor)
    if scoreboard != nil { posix_spawn_file_actions_adddup2(&actions, sources[1], scoreboardDescriptor) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = Signals.set(of: [])
    var every = sigset_t()
    sigfillset(&every)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &every)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var process = pid_t()
    let argumentPointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { (argumentPointers + variables).forEach { free($0) } }
    let result = posix_spawn(&process, arguments[0], &actions, &attributes, argumentPointers, variables)
    guard result == 0 else {
      close(ends[0])
      throw SystemCallError("posix_spawn", arguments[0], number: result)
    }
    return Child(process: process, control: ends[0])
  }

  /// The master's own, in which a worker that crashes just dies: Swift's backtrace would first stop all its threads and run
  /// a program that looks at them, for 100 ms or, seen on a busy machine, for ever. Whoever wants it sets SWIFT_BACKTRACE.
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
