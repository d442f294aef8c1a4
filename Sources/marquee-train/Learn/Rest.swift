/// When a learner without anything to learn frees its matrices, which the next change makes again.
struct Rest {
  /// The processor time that it takes to make them.
  let training: Duration

  /// If it takes longer, the matrices always stay, so that a change is followed within a second.
  private static let longestTraining = Duration.milliseconds(500)

  /// They stay for ten times as long as it takes to make them, so that this never takes more than a tenth of the time.
  /// - Parameter idle: the time since the last change.
  func isDue(after idle: Duration) -> Bool { training <= Self.longestTraining && idle > training * 10 }
}
