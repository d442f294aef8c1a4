import CLinux
import Glibc

/// A signal (signal(7)).
package struct ProcessSignal: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let terminate = ProcessSignal(rawValue: SIGTERM)
  package static let interrupt = ProcessSignal(rawValue: SIGINT)
  package static let quit = ProcessSignal(rawValue: SIGQUIT)
  package static let kill = ProcessSignal(rawValue: SIGKILL)
  package static let hangUp = ProcessSignal(rawValue: SIGHUP)
  package static let user1 = ProcessSignal(rawValue: SIGUSR1)
  package static let user2 = ProcessSignal(rawValue: SIGUSR2)
  /// A child has ended.
  package static let child = ProcessSignal(rawValue: SIGCHLD)

  /// The C library's name for it.
  package var name: String { String(cString: strsignal(rawValue)) }

  /// Sends it. Throws if the process has ended, or belongs to another user.
  package func send(to process: ProcessID) throws(SystemCallError) {
    guard Glibc.kill(process, rawValue) == 0 else { throw SystemCallError("kill", "\(process)") }
  }
}
