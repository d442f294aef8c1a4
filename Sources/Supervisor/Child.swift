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
  /// Where it finds the ends of the queue of connections that any worker may serve.
  package static let handOverDescriptors: (sending: Int32, receiving: Int32) = (5, 6)
  /// Where it finds its settings, as `SealedMemory`.
  package static let settingsDescriptor: Int32 = 7

  let process: pid_t
  /// The master's end of a socket pair that carries `ControlMessage`s; its end tells the worker that its master died.
  let control: Int32

  /// Starts `arguments[0]` with `listener` as descriptor 0, the FastCGI convention, and every signal blocked: one that
  /// comes before the worker reads its signals waits, and does not end it.
  static func spawn(
    _ arguments: [String], listener: Int32, scoreboard: Int32?, handOver: borrowing HandOverQueue,
    settings: SealedMemory
  ) throws(SystemCallError) -> Child {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemCallError("socketpair", "") }
    defer { close(ends[1]) }
    let inherited: [(Int32?, as: Int32)] = [
      (listener, as: 0), (ends[1], as: controlDescriptor), (scoreboard, as: scoreboardDescriptor),
      (handOver.sending, as: handOverDescriptors.sending), (handOver.receiving, as: handOverDescriptors.receiving),
      (settings.descriptor, as: settingsDescriptor),
    ]
    // Out of the way of the numbers that one copy after the other takes.
    var copies: [(Int32, as: Int32)] = []
    defer { for (copy, _) in copies { close(copy) } }
    for case (let source?, let number) in inherited {
      let copy = fcntl(source, F_DUPFD_CLOEXEC, 10)
      guard copy >= 0 else {
        let error = SystemCallError("fcntl", "")
        close(ends[0])
        throw error
      }
      copies.append((copy, as: number))
    }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // These copies lose the close-on-exec flag, and everything else has it.
    for (copy, number) in copies { posix_spawn_file_actions_adddup2(&actions, copy, number) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var every = sigset_t()
    sigfillset(&every)
    posix_spawnattr_setsigmask(&attributes, &every)
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

  /// The master's own, in which a worker that crashes just dies: Swift's backtrace would first stop all its threads and
  /// run a program that looks at them, for 100 ms or, seen on a busy machine, for ever. Whoever wants it sets
  /// SWIFT_BACKTRACE.
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
