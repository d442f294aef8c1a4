/// How many workers a pool should have, from how busy it is: values in, a number out.
///
/// It grows at once and shrinks slowly, one worker at a time: a worker that is not needed costs memory, one that is
/// missing costs people time.
package struct Sizing {
  package struct Bounds: Equatable, Sendable {
    /// Workers. A pool with equal bounds never changes.
    package let minimum: Int
    package let maximum: Int
    /// Of each worker.
    package let slots: Int
    /// Slots that should be idle.
    package let spare: Int
    /// Seconds that a worker must not have been needed before it goes.
    package let patience: Double

    package init(minimum: Int, maximum: Int, slots: Int, spare: Int, patience: Double) {
      self.minimum = minimum
      self.maximum = maximum
      self.slots = slots
      self.spare = spare
      self.patience = patience
    }
  }

  package private(set) var bounds: Bounds
  /// Workers that there should be.
  package private(set) var size: Int
  /// Since when fewer would do.
  private var idleSince: Double?
  /// When every slot of the most workers was last seen busy.
  private var fullAt: Double?

  package init(_ bounds: Bounds) {
    self.bounds = bounds
    size = bounds.minimum
  }

  /// Other bounds; the size changes no more than they ask for.
  package mutating func set(_ bounds: Bounds) {
    self.bounds = bounds
    size = min(max(size, bounds.minimum), bounds.maximum)
  }

  /// - Parameters:
  ///   - busy: slots that are at a request.
  ///   - queued: connections that wait.
  /// - Returns: whether the maximum has been reached. A time in which it is reached again and again counts once.
  package mutating func look(busy: Int, queued: Int, at now: Double) -> Bool {
    let needed = (busy + queued + bounds.spare + bounds.slots - 1) / bounds.slots
    let wanted = min(max(needed, bounds.minimum), bounds.maximum)
    if wanted >= size {
      size = wanted
      idleSince = nil
    } else if let since = idleSince {
      if now - since >= bounds.patience {
        size -= 1
        idleSince = now
      }
    } else {
      idleSince = now
    }
    return look(isFull: busy >= bounds.maximum * bounds.slots, at: now)
  }

  private mutating func look(isFull: Bool, at now: Double) -> Bool {
    if let last = fullAt, now - last >= Self.calm { fullAt = nil }
    guard isFull else { return false }
    defer { fullAt = now }
    return fullAt == nil
  }

  /// Seconds without, after which the maximum counts as reached anew.
  private static let calm = 10.0
}
