import Glibc

package typealias ProcessID = pid_t

/// The process that this code runs in.
package enum ThisProcess {
  package static var id: ProcessID { getpid() }

  /// The user whose rights the process has.
  package static var effectiveUser: UInt32 { geteuid() }

  /// Makes writes to a closed connection or pipe fail instead of ending the process.
  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Runs another program in place of this one.
  /// - Returns: only if that is impossible.
  package static func become(_ program: String, _ arguments: [String]) -> SystemCallError {
    let words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    _ = execv(program, words)
    return SystemCallError("execv", program)
  }

  /// Ends the process at once, without what libraries do at a usual end: it might wait for threads that wait for
  /// something else, or take away what they use.
  package static func exit(_ code: Int32) -> Never { _exit(code) }
}
