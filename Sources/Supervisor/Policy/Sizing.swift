/// How many workers a pool should have, given how busy it is. Values in, a number out.
///
/// It grows at once and shrinks slowly, one worker at a time: one worker too many costs memory, one too few costs
/// people time.
package struct Sizing {
  package struct Bounds: Equatable, Sendable {
    /// Workers. A pool with equal bounds never changes.
    package let minimum: Int
    package let maximum: Int
    /// Slots of each worker.
    package let slots: Int
    /// Slots that should be idle.
    package let spare: Int
    /// How long a worker must have been unneeded before it retires.
    package let idleTimeout: Duration

    package init(minimum: Int, maximum: Int, slots: Int, spare: Int, idleTimeout: Duration) {
      self.minimum = minimum
      self.maximum = maximum
      self.slots = slots
      self.spare = spare
      self.idleTimeout = idleTimeout
    }
  }

  package private(set) var bounds: Bounds
  /// How many workers there should be.
  package private(set) var size: Int
  /// Since when fewer workers would have been enough.
  private var idleSince: Duration?
  /// When every slot of the largest pool was last seen busy.
  private var fullAt: Duration?

  package init(_ bounds: Bounds) {
    self.bounds = bounds
    size = bounds.minimum
  }

  /// Changes the bounds. The size changes no more than they require.
  package mutating func set(_ bounds: Bounds) {
    self.bounds = bounds
    size = min(max(size, bounds.minimum), bounds.maximum)
  }

  /// Adapts the size.
  /// - Parameters:
  ///   - busy: slots that serve a request.
  ///   - queued: connections that wait.
  /// - Returns: whether the pool has just reached its maximum. Brief dips below it do not count as reaching it again.
  package mutating func update(busy: Int, queued: Int, at now: Duration) -> Bool {
    let needed = (busy + queued + bounds.spare + bounds.slots - 1) / bounds.slots
    let wanted = min(max(needed, bounds.minimum), bounds.maximum)
    if wanted >= size {
      size = wanted
      idleSince = nil
    } else if let since = idleSince {
      if now - since >= bounds.idleTimeout {
        size -= 1
        idleSince = now
      }
    } else {
      idleSince = now
    }
    return hasReachedMaximum(isFull: busy >= bounds.maximum * bounds.slots, at: now)
  }

  private mutating func hasReachedMaximum(isFull: Bool, at now: Duration) -> Bool {
    if let last = fullAt, now - last >= Self.calm { fullAt = nil }
    guard isFull else { return false }
    defer { fullAt = now }
    return fullAt == nil
  }

  /// Time below the maximum before reaching it is reported again.
  private static let calm = Duration.seconds(10)
}
