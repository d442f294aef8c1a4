import CLinux
import Glibc

/// Starts and reaps child processes.
///
/// A Swift process with threads cannot safely `fork`, so a child always runs a new program (posix_spawn(3)).
package enum Subprocess {
  /// Starts `arguments[0]` with every signal blocked: one that arrives before the child reads its signals stays pending
  /// instead of ending it.
  /// - Parameters:
  ///   - environment: as `NAME=value`.
  ///   - passed: descriptors, and the number under which the child finds each; below `Descriptors.firstFree`.
  package static func spawn(
    _ arguments: [String], environment: [String], passing passed: [(descriptor: Int32, number: Int32)]
  ) throws(SystemCallError) -> ProcessID {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let copies = try pass(passed, &actions)
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

  /// - Returns: copies of the descriptors; close them once the process has been spawned.
  private static func pass(
    _ passed: [(descriptor: Int32, number: Int32)], _ actions: inout posix_spawn_file_actions_t
  ) throws(SystemCallError) -> [Int32] {
    var copies: [Int32] = []
    for (descriptor, number) in passed {
      // A source may occupy another one's target number, so all move out of the way first.
      let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, Descriptors.firstFree)
      guard copy >= 0 else {
        let error = SystemCallError("fcntl")
        copies.forEach { close($0) }
        throw error
      }
      copies.append(copy)
      // A descriptor made by dup2 stays open on exec.
      posix_spawn_file_actions_adddup2(&actions, copy, number)
    }
    return copies
  }

  /// Reaps the next child that has ended, without blocking; nil if there is none.
  package static func reap() -> (process: ProcessID, status: ExitStatus)? {
    var status: Int32 = 0
    let process = waitpid(-1, &status, WNOHANG)
    return process > 0 ? (process, ExitStatus(status)) : nil
  }
}
