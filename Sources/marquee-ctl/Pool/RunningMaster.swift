import System

/// A running master, identified by its process id and name.
struct RunningMaster {
  let process: ProcessID
  private let name: String?

  init(process: ProcessID) {
    self.process = process
    name = ProcessFigures(of: process)?.name
  }

  /// Also false if another program has reused the process id.
  var isRunning: Bool { name != nil && ProcessFigures(of: process)?.name == name }

  /// Throws if the master has ended meanwhile, or belongs to another user.
  func signal(_ signal: ProcessSignal) throws(SignalFailure) {
    do { try signal.send(to: process) } catch { throw SignalFailure(process: process, cause: error) }
  }

  struct SignalFailure: Error, CustomStringConvertible {
    let process: ProcessID
    let cause: SystemCallError
    var description: String { "cannot signal the master, process \(process): \(cause.reason)" }
  }
}
