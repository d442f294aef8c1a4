import Glibc
import System

/// A running master, identified by its process id and name.
struct RunningMaster {
  let process: pid_t
  private let name: String?

  init(process: pid_t) {
    self.process = process
    name = ProcessFigures(of: process)?.name
  }

  /// False also if another program has reused the process id.
  var isRunning: Bool { name != nil && ProcessFigures(of: process)?.name == name }

  /// Throws if the master has ended meanwhile, or belongs to another user.
  func signal(_ number: Int32) throws(SignalFailure) {
    guard kill(process, number) == 0 else { throw SignalFailure(process: process, cause: SystemCallError("kill")) }
  }

  struct SignalFailure: Error, CustomStringConvertible {
    let process: pid_t
    let cause: SystemCallError
    var description: String { "cannot signal the master, process \(process): \(cause.reason)" }
  }
}
