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

    package init(sizing: Sizing.Bounds, stopTimeout: Double, share: Int?, softLimit: Double?, hardLimit: Double?) {
      self.sizing = sizing
      self.stopTimeout = stopTimeout
      self.share = share
      self.softLimit = softLimit
      self.hardLimit = hardLimit
    }
  }
}
