extension Master {
  /// What may change on reload.
  package struct Settings: Sendable {
    package let sizing: Sizing.Bounds
    /// Seconds.
    package let stopTimeout: Double
    /// Requests after which a worker is replaced; nil for no end.
    package let share: Int?
    /// Seconds that a request may take; nil for no limit.
    package let softLimit: Double?
    package let hardLimit: Double?
    /// Seconds that a worker may give no sign of life; nil for no limit.
    package let heartbeatLimit: Double?
    /// Where the pool logs; nil for standard error.
    package let logFile: String?
    /// What workers find on `Child.settingsDescriptor`.
    package let ofWorkers: SealedMemory
    /// What has been asked for and cannot be done by a reload; empty for nothing.
    package let remark: String

    package init(
      sizing: Sizing.Bounds, stopTimeout: Double, share: Int?, softLimit: Double?, hardLimit: Double?,
      heartbeatLimit: Double?, logFile: String?, ofWorkers: SealedMemory, remark: String
    ) {
      self.sizing = sizing
      self.stopTimeout = stopTimeout
      self.share = share
      self.softLimit = softLimit
      self.hardLimit = hardLimit
      self.heartbeatLimit = heartbeatLimit
      self.logFile = logFile
      self.ofWorkers = ofWorkers
      self.remark = remark
    }
  }
}
