/// What the users of one arm did.
package struct ArmResult: Equatable, Sendable {
  package let arm: String
  package private(set) var users = 0
  package private(set) var lists = 0
  /// Sums over all users.
  package private(set) var figures = Figures()
  private var sums: [Figures.Reaction: Sums] = [:]

  /// Sums over users: x is how many movies a user was shown, y how many of them had the reaction.
  private struct Sums: Equatable, Sendable {
    var xx = 0.0
    var xy = 0.0
    var yy = 0.0
    /// Users with the reaction.
    var users = 0
  }

  package init(arm: String) { self.arm = arm }

  /// - Parameter figures: the user's own.
  package mutating func addUser(_ figures: Figures, lists: Int) {
    users += 1
    self.lists += lists
    self.figures += figures
    let x = Double(figures.shown)
    for reaction in Figures.Reaction.allCases {
      let y = Double(figures[reaction])
      sums[reaction, default: Sums()].xx += x * x
      sums[reaction, default: Sums()].xy += x * y
      sums[reaction, default: Sums()].yy += y * y
      if y > 0 { sums[reaction, default: Sums()].users += 1 }
    }
  }

  /// Below this, an interval would claim more than it can.
  package static let leastUsers = 100
  /// Users with the reaction.
  package static let leastReacting = 10

  /// Whether there are too few users to say anything about this reaction.
  package func isTooSmall(for reaction: Figures.Reaction) -> Bool {
    users < Self.leastUsers || (sums[reaction]?.users ?? 0) < Self.leastReacting
  }

  /// The share of shown movies with the reaction. Users are independent of each other, the movies of one user are not:
  /// the interval is that of a ratio of two sums over users (delta method; Deng, Knoblich and Lu 2018). Nil with fewer
  /// than two users.
  package func rate(of reaction: Figures.Reaction) -> Estimate? {
    guard let (rate, error) = rateAndError(of: reaction) else { return nil }
    return Estimate(value: rate, low: max(0, rate - Estimate.z * error), high: min(1, rate + Estimate.z * error))
  }

  /// This rate less that of the other arm.
  package func difference(to other: ArmResult, of reaction: Figures.Reaction) -> Estimate? {
    guard let own = rateAndError(of: reaction), let others = other.rateAndError(of: reaction) else { return nil }
    let difference = own.rate - others.rate
    let margin = Estimate.z * (own.error * own.error + others.error * others.error).squareRoot()
    return Estimate(value: difference, low: difference - margin, high: difference + margin)
  }

  private func rateAndError(of reaction: Figures.Reaction) -> (rate: Double, error: Double)? {
    guard users > 1, figures.shown > 0, let sums = sums[reaction] else { return nil }
    let (n, x) = (Double(users), Double(figures.shown))
    let rate = Double(figures[reaction]) / x
    // The sum of (y - rate · x)² over users.
    let squares = max(0, sums.yy - 2 * rate * sums.xy + rate * rate * sums.xx)
    return (rate, (n / (n - 1) * squares).squareRoot() / x)
  }
}
