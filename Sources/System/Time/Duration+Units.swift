extension Duration {
  /// Whole units, rounded down, and clamped to the largest number.
  package var nanoseconds: Int64 { count(per: 1_000_000_000) }
  package var microseconds: Int64 { count(per: 1_000_000) }
  package var milliseconds: Int64 { count(per: 1_000) }
  package var seconds: Int64 { components.seconds }

  package var secondsRoundedUp: Int64 { (self + .nanoseconds(999_999_999)).seconds }

  package var magnitude: Duration { self < .zero ? .zero - self : self }

  /// Precise to the microsecond.
  package var inSeconds: Double { Double(microseconds) / 1_000_000 }

  private func count(per second: Int64) -> Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: second)
    return overflow ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / (1_000_000_000_000_000_000 / second)
  }
}
