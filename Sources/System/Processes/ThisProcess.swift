import Glibc

package typealias ProcessID = pid_t

/// The process that this code runs in.
package enum ThisProcess {
  package static var id: ProcessID { getpid() }

  /// The user whose rights the process has.
  package static var effectiveUser: UInt32 { geteuid() }

  /// Makes writes to a closed connection or pipe fail instead of ending the process.
  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
