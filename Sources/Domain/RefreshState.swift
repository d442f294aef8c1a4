/// What is kept of a session's refresh tokens, and what a presented one does (RFC 9700 §4.14.2: rotation).
package struct RefreshState: Equatable, Sendable {
  /// SHA-256 of the token that is good now.
  package let current: [UInt8]
  /// SHA-256 of the one it replaced; nil before the first refresh.
  package let previous: [UInt8]?
  package let rotatedAt: Timestamp?

  package init(current: [UInt8], previous: [UInt8]?, rotatedAt: Timestamp?) {
    self.current = current
    self.previous = previous
    self.rotatedAt = rotatedAt
  }

  package enum Verdict: Equatable, Sendable {
    /// The good one: its successor takes its place.
    case rotate
    /// The one before, repeated by a client that lost the answer or by two tabs at once: it gets the same successor.
    case `repeat`
    /// One that was replaced long ago: somebody has a copy, so the whole session ends.
    case end
  }

  /// Seconds during which a replaced token may be presented again.
  package static let grace: Int64 = 10

  /// - Parameter hash: of a token that was once issued for this very session.
  package func verdict(on hash: [UInt8], at time: Timestamp) -> Verdict {
    if hash == current { return .rotate }
    guard hash == previous, let rotatedAt, time <= rotatedAt + Self.grace else { return .end }
    return .repeat
  }
}
