import LinearAlgebra

/// Estimates the time of a solve, because LAPACK does not report progress.
enum SolveTime {
  private static let trialOrder = 1_024
  /// A smaller solve takes less than a second.
  private static let worthTelling = 4_000

  /// Extrapolates from a small trial: factorising takes order³ / 3 operations. Nil if that takes less than about a
  /// second.
  static func factorising(_ order: Int) -> Duration? {
    guard order >= worthTelling else { return nil }
    var trial = Matrix<Float>(rows: trialOrder, columns: trialOrder)
    trial.addToDiagonal(1)
    let clock = ContinuousClock()
    let time = clock.measure { _ = try? Cholesky(trial) }
    let ratio = Double(order) / Double(trialOrder)
    return time * (ratio * ratio * ratio)
  }

  /// Inverting takes twice as many operations. Nil if that takes less than about two seconds.
  static func inverting(after factorising: Duration) -> Duration? {
    factorising < .seconds(1) ? nil : factorising * 2
  }
}
