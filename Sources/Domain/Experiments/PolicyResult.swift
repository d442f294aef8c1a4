/// What users would have done if a policy had chosen, at each place of lists with drawn places, one of the movies that
/// the place might show.
///
/// Each place that shows what the policy would have chosen counts with the inverse of the probability of that: inverse
/// propensity scoring (Horvitz and Thompson 1952), self-normalised (Swaminathan and Joachims 2015). It assumes that
/// what a user does with one place does not depend on the movies at the others.
package struct PolicyResult: Equatable, Sendable {
  package let policy: String
  package private(set) var lists = 0
  /// Places, and those at which the policy would have shown another movie than the place's own.
  package private(set) var places = 0
  package private(set) var exchanged = 0
  private var users: [UserID: Sums] = [:]

  package init(policy: String) { self.policy = policy }

  /// Sums over the lists of one user.
  private struct Sums: Equatable, Sendable {
    var places = 0.0
    /// Of the places that show what the policy would have chosen.
    var weight = 0.0
    /// Of those of them that had the reaction.
    var reacted: [Figures.Reaction: Double] = [:]
    /// Reactions to drawn movies among them.
    var toDrawn: Set<Figures.Reaction> = []
  }

  /// - Parameter choices: what the policy would have shown, as indices of the blocks.
  package mutating func add(_ choices: [Int], for list: ExploredList) {
    lists += 1
    places += choices.count
    exchanged += choices.count { $0 != 0 }
    var sums = users[list.user] ?? Sums()
    sums.places += Double(choices.count)
    for place in choices.indices where choices[place] == list.shown[place] {
      let weight = 1 / list.exploration.propensity(of: choices[place], at: place)
      sums.weight += weight
      for reaction in list.reactions[place] {
        sums.reacted[reaction, default: 0] += weight
        if choices[place] != 0 { sums.toDrawn.insert(reaction) }
      }
    }
    users[list.user] = sums
  }

  package var userCount: Int { users.count }

  /// How many users with equal weights would tell as much (Kish 1965).
  package var effectiveUsers: Double {
    let squares = users.values.reduce(0) { $0 + $1.weight * $1.weight }
    return squares > 0 ? weight * weight / squares : 0
  }

  /// Whether there are too few users to say anything about this reaction. If the policy would have shown other movies,
  /// what can be said hangs on those who reacted to one of these.
  package func isTooSmall(for reaction: Figures.Reaction) -> Bool {
    let reacting = users.values.count { $0.reacted[reaction] != nil }
    let toDrawn = exchanged > 0 ? users.values.count { $0.toDrawn.contains(reaction) } : reacting
    return effectiveUsers < Double(ArmResult.leastUsers) || min(reacting, toDrawn) < ArmResult.leastReacting
  }

  /// The mean weight of a place. It is 1 but for chance: otherwise the recorded probabilities are not those of the
  /// draws.
  package var meanWeight: Estimate? {
    let total = users.values.reduce(0) { $0 + $1.places }
    guard total > 0 else { return nil }
    let mean = weight / total
    return estimate(mean) { _, sums in (sums.weight - mean * sums.places) / total }
  }

  /// Of what was served: whether the mean weight is so far from 1 that chance does it less than once in a thousand
  /// times.
  package var isDrawnWrongly: Bool {
    guard userCount >= ArmResult.leastUsers, let weight = meanWeight else { return false }
    return abs(weight.value - 1) > 3.2905 / Estimate.z * (weight.high - weight.value)
  }

  /// The share of places with the reaction if the policy had chosen. Users are independent of each other, their places
  /// are not: the interval is that of a ratio of two sums over users (delta method). Nil with fewer than two users.
  package func rate(of reaction: Figures.Reaction) -> Estimate? {
    guard let ratio = Ratio(of: reaction, in: self), let rate = estimate(ratio.value, { ratio.influence($1) }) else {
      return nil
    }
    return Estimate(value: rate.value, low: max(0, rate.low), high: min(1, rate.high))
  }

  /// This rate less that of another policy for the same lists: what makes a user easy or hard cancels out.
  package func difference(to other: PolicyResult, of reaction: Figures.Reaction) -> Estimate? {
    guard let own = Ratio(of: reaction, in: self), let others = Ratio(of: reaction, in: other) else { return nil }
    return estimate(own.value - others.value) { user, sums in
      own.influence(sums) - others.influence(other.users[user] ?? Sums())
    }
  }

  private var weight: Double { users.values.reduce(0) { $0 + $1.weight } }

  /// A ratio of two sums over users.
  private struct Ratio {
    let value: Double
    private let reaction: Figures.Reaction
    private let weight: Double

    /// Nil without any weight.
    init?(of reaction: Figures.Reaction, in result: PolicyResult) {
      self.reaction = reaction
      weight = result.weight
      guard weight > 0 else { return nil }
      value = result.users.values.reduce(0) { $0 + ($1.reacted[reaction] ?? 0) } / weight
    }

    /// By how much one user moves the ratio.
    func influence(_ sums: Sums) -> Double { ((sums.reacted[reaction] ?? 0) - value * sums.weight) / weight }
  }

  /// Nil with fewer than two users.
  private func estimate(_ value: Double, _ influence: (UserID, Sums) -> Double) -> Estimate? {
    guard users.count > 1 else { return nil }
    let n = Double(users.count)
    let squares = users.reduce(0) { sum, user in
      let part = influence(user.key, user.value)
      return sum + part * part
    }
    let margin = Estimate.z * (n / (n - 1) * squares).squareRoot()
    return Estimate(value: value, low: value - margin, high: value + margin)
  }
}
