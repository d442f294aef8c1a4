/// Keeps requests from hammering a server that is down: between two attempts to connect, they get the last error.
struct BackOff {
  private var failure: (error: MariaDBError, retryAt: ContinuousClock.Instant, delay: Duration)?

  /// The last error if it is too early for another attempt; otherwise nil.
  func refusal(at now: ContinuousClock.Instant) -> MariaDBError? {
    guard let failure, now < failure.retryAt else { return nil }
    return failure.error
  }

  mutating func failed(_ error: MariaDBError, at now: ContinuousClock.Instant) {
    let delay = min((failure?.delay ?? Self.firstDelay / 2) * 2, Self.longestDelay)
    failure = (error, now + delay, delay)
  }

  mutating func succeeded() { failure = nil }

  static let firstDelay = Duration.milliseconds(100)
  static let longestDelay = Duration.seconds(1)
}
