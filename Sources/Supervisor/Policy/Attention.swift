/// Since when a master has looked at its workers without a gap. If it was held up, for example because the service was
/// stopped or the machine suspended, its workers may have been too: how long they have been at something then counts
/// from the master's return.
struct Attention {
  private var lastLook: Duration?
  /// On the clock of the looks.
  private(set) var since = Duration.zero

  mutating func look(at now: Duration) {
    if lastLook.map({ now - $0 > Self.gap }) ?? true { since = now }
    lastLook = now
  }

  /// Longer than the time between two looks on a busy machine.
  private static let gap = Duration.seconds(1)
}
