import System

/// What to do if a client presents a refresh token that was issued for a session (rotation, RFC 9700 §4.14.2).
package enum RefreshVerdict: Equatable, Sendable {
  /// The token is current: its successor replaces it.
  case rotate
  /// The token was replaced a moment ago. A client that lost the response, or a second tab, has sent it again and gets
  /// the same successor as the first time.
  case `repeat`
  /// The token was replaced long ago, so it has probably been stolen: the whole session ends.
  case end

  /// How long a replaced token may be presented again.
  package static let grace = Duration.seconds(10)

  /// - Parameters:
  ///   - isCurrent: whether no other token has replaced it yet.
  ///   - sinceReplaced: the time since it was replaced, by the database's clock; nil if no longer known. Negative if
  ///     the clock was set back: more than `grace` in the future counts as long ago.
  package init(isCurrent: Bool, sinceReplaced: Duration?) {
    if isCurrent {
      self = .rotate
    } else if let sinceReplaced, sinceReplaced.magnitude <= Self.grace {
      self = .repeat
    } else {
      self = .end
    }
  }
}
