/// What a refresh token does that was once issued for a session (RFC 9700 §4.14.2: rotation).
package enum RefreshVerdict: Equatable, Sendable {
  /// The good one: its successor takes its place.
  case rotate
  /// One that was replaced a moment ago, repeated by a client that lost the answer or by two tabs at once: it gets the
  /// same successor as the first time.
  case `repeat`
  /// One that was replaced long ago: somebody has a copy, so the whole session ends.
  case end

  /// Seconds during which a replaced token may be presented again.
  package static let grace: Int64 = 10

  /// - Parameters:
  ///   - isCurrent: whether no other token has replaced it.
  ///   - replacedAt: when one did, if that is still known.
  package init(isCurrent: Bool, replacedAt: Timestamp?, at time: Timestamp) {
    if isCurrent {
      self = .rotate
    } else if let replacedAt, time <= replacedAt + Self.grace {
      self = .repeat
    } else {
      self = .end
    }
  }
}
