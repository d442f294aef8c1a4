import Domain

/// Says when something that is done now and then is due.
struct Schedule {
  private let interval: Duration
  private var next = Timestamp(seconds: 0)

  init(every interval: Duration) { self.interval = interval }

  /// Whether it is due; if so, it is next due after the interval. Also true if the clock has been set back, which would
  /// otherwise delay it.
  mutating func isDue(at time: Timestamp) -> Bool {
    guard time >= next || time + interval < next else { return false }
    next = time + interval
    return true
  }

  /// Makes it due at `time`.
  mutating func postpone(to time: Timestamp) { next = time }
}
