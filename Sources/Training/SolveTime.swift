import LinearAlgebra

/// How long a solve will take: LAPACK does not tell where it is.
enum SolveTime {
  private static let trialOrder = 1_024
  /// Below this a solve takes less than a second.
  private static let worthTelling = 4_000

  /// From the rate of a small trial, as factorising takes order³ / 3 operations. Nil where it is not worth telling.
  static func factorising(_ order: Int) -> Duration? {
    guard order >= worthTelling else { return nil }
    var trial = Matrix<Float>(rows: trialOrder, columns: trialOrder)
    trial.addToDiagonal(1)
    let clock = ContinuousClock()
    let time = clock.measure { _ = try? Cholesky(trial) }
    let ratio = Double(order) / Double(trialOrder)
    return time * (ratio * ratio * ratio)
  }

  /// Inverting takes twice as many operations.
  static func inverting(after factorising: Duration) -> Duration? {
    factorising < .seconds(1) ? nil : factorising * 2
  }
}
