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
  ///   - sinceReplaced: microseconds since one did, if that is still known, by the database's clock. A clock that was
  ///     set
  ///     back says nothing, so that the future is no moment ago.
  package init(isCurrent: Bool, sinceReplaced: Int64?) {
    if isCurrent {
      self = .rotate
    } else if let sinceReplaced, sinceReplaced.magnitude <= Self.grace.magnitude * 1_000_000 {
      self = .repeat
    } else {
      self = .end
    }
  }
}
