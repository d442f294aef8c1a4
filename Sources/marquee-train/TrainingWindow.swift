import Scoring
import Training

/// The time that a training of several models may take, if it is limited. Decides which of them are trained, before
/// each one begins: a training is never broken off.
///
/// A model's time is that of its last training. If that is unknown, the model begins if any time is left. What a model
/// took to be measured tells how long it takes to be trained on all users, and that much of the window is kept for it.
struct TrainingWindow {
  /// Nil for no limit.
  private let limit: (length: Duration, end: ContinuousClock.Instant)?
  /// How often each model is measured.
  private let rotations: Int
  /// The time of each model's last training.
  private let lastTimes: [ModelName: Duration]
  /// The model that is being measured, and when that began.
  private var measuring: (model: ModelName, since: ContinuousClock.Instant)?
  /// The time that measuring each model took in the first rotation.
  private var rotationTimes: [ModelName: Duration] = [:]
  /// Why models are left out.
  private(set) var reasons: [ModelName: String] = [:]

  /// The users of a training on all of them for each user of a rotation's training, which has seven tenths.
  private static let allUsers = 10.0 / 7

  /// - Parameter length: nil for no limit.
  init(
    from start: ContinuousClock.Instant, for length: Duration?, rotations: Int, lastTimes: [ModelName: Duration]
  ) {
    limit = length.map { ($0, start + $0) }
    self.rotations = rotations
    self.lastTimes = lastTimes
  }

  /// Whether a model is to be measured now. The first rotation decides for all.
  mutating func admits(_ model: ModelName, at now: ContinuousClock.Instant) -> Bool {
    endMeasuring(at: now)
    if rotationTimes[model] != nil { return true }
    guard reasons[model] == nil else { return false }
    let reserved = rotationTimes.values.reduce(.zero, +) * (Double(rotations - 1) + Self.allUsers)
    guard hasTime(after: now + reserved, for: model, taking: lastTimes[model], "its last training took") else {
      return false
    }
    measuring = (model, now)
    return true
  }

  /// Ends the measuring of the model that was admitted last.
  mutating func endMeasuring(at now: ContinuousClock.Instant) {
    guard let (model, since) = measuring else { return }
    rotationTimes[model] = now - since
    measuring = nil
  }

  /// Whether a model is to be trained on all users and published now.
  mutating func admitsPublishing(_ model: ModelName, at now: ContinuousClock.Instant) -> Bool {
    if let time = rotationTimes[model] {
      return hasTime(
        after: now, for: model, taking: time * Self.allUsers, "training it on all users takes about")
    }
    return hasTime(after: now, for: model, taking: lastTimes[model], "its last training took")
  }

  /// The time that measuring a model took; zero if it was not measured.
  func measuringTime(of model: ModelName) -> Duration { (rotationTimes[model] ?? .zero) * rotations }

  private mutating func hasTime(
    after instant: ContinuousClock.Instant, for model: ModelName, taking time: Duration?, _ forecast: String
  ) -> Bool {
    guard let limit else { return true }
    let left = limit.end - instant
    guard left <= .zero || left < time ?? .zero else { return true }
    let reserve = "\(Self.text(max(.zero, left))) of \(Self.text(limit.length)) are left"
    reasons[model] = time.map { "\(forecast) \(Self.text($0)), and \(reserve)" } ?? reserve
    return false
  }

  private static func text(_ duration: Duration) -> String {
    let seconds = Int((duration / .seconds(1)).rounded())
    return seconds < 120 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
  }
}
