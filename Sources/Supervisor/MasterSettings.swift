import System

/// The settings of a master that a reload may change.
package struct MasterSettings: Sendable {
  package let sizing: Sizing.Bounds
  /// How long a retiring worker may take to finish its requests.
  package let stopTimeout: Duration
  /// Requests after which a worker is recycled; nil for never.
  package let maximumRequests: Int?
  /// How long a request may take before it is logged, and before its slot counts as hung; nil for no limit.
  package let softLimit: Duration?
  package let hardLimit: Duration?
  /// How long a worker may miss its heartbeat; nil for no limit.
  package let heartbeatLimit: Duration?
  /// The log file; nil for standard error.
  package let logFile: String?
  /// What workers receive as their settings; see `Inheritance`.
  package let workerSettings: SealedMemory
  /// The command line of the learner; nil if models learn by training only.
  package let learnerCommand: [String]?
  /// Changes that need a restart, for the operator; empty if there are none.
  package let remark: String

  package init(
    sizing: Sizing.Bounds, stopTimeout: Duration, maximumRequests: Int?, softLimit: Duration?, hardLimit: Duration?,
    heartbeatLimit: Duration?, logFile: String?, workerSettings: SealedMemory, learnerCommand: [String]?,
    remark: String
  ) {
    self.sizing = sizing
    self.stopTimeout = stopTimeout
    self.maximumRequests = maximumRequests
    self.softLimit = softLimit
    self.hardLimit = hardLimit
    self.heartbeatLimit = heartbeatLimit
    self.logFile = logFile
    self.workerSettings = workerSettings
    self.learnerCommand = learnerCommand
    self.remark = remark
  }
}
