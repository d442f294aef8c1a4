import Domain
import Testing

struct PolicyResultTests {
  /// With two others in a block, a place's own movie has the propensity 0.5 and each other one 0.25.
  private static let exploration = Exploration(
    probability: 0.5, blocks: [[1, 2, 3], [4, 5, 6]], context: [], dislikes: [])

  private func list(
    _ user: UserID, _ movies: [MovieID], _ reactions: [Int: Set<Figures.Reaction>]
  ) throws -> ExploredList {
    try #require(ExploredList(user: user, Self.exploration, movies: movies, reactions: reactions))
  }

  private func isNear(_ estimate: Estimate?, _ value: Double, _ margin: Double) -> Bool {
    guard let estimate else { return false }
    return abs(estimate.value - value) < 1e-12 && abs(estimate.low - (value - Estimate.z * margin)) < 1e-12
      && abs(estimate.high - (value + Estimate.z * margin)) < 1e-12
  }

  /// The policy keeps the first movie and exchanges the second. The first user saw both of its choices, with the
  /// weights 2 and 4, and opened the first; the second saw and opened the first only. The rate is 4/8, the users move
  /// it by (2 - 0.5 · 6) / 8 and (2 - 0.5 · 2) / 8, and the standard error is √(2/1 · 2/64).
  @Test func `places count with the inverse of their propensity`() throws {
    let lists = [try list(1, [1, 5], [0: [.opened]]), try list(2, [1, 4], [0: [.opened], 1: [.opened]])]
    var policy = PolicyResult(policy: "EASE")
    var served = PolicyResult(policy: "without draws")
    policy.add([0, 1], for: lists[0])
    #expect(policy.rate(of: .opened) == nil)
    policy.add([0, 1], for: lists[1])
    for list in lists { served.add([0, 0], for: list) }
    #expect(policy.lists == 2 && policy.places == 4 && policy.exchanged == 2 && policy.userCount == 2)
    #expect(served.exchanged == 0)
    let rate = try #require(policy.rate(of: .opened))
    #expect(rate.value == 0.5 && rate.low == max(0, 0.5 - Estimate.z * 0.25))
    #expect(policy.rate(of: .picked) == Estimate(value: 0, low: 0, high: 0))
    #expect(abs(policy.effectiveUsers - 64.0 / 40) < 1e-12)
    #expect(isNear(policy.meanWeight, 2, 1))
    // All that was served was opened.
    #expect(served.rate(of: .opened) == Estimate(value: 1, low: 1, high: 1))
    #expect(isNear(policy.difference(to: served, of: .opened), -0.5, 0.25))
    #expect(isNear(policy.difference(to: policy, of: .opened), 0, 0))
  }

  /// A place that shows its own movie has the weight 2 and another one 0, each as often as not. With 100 users the mean
  /// weight has a standard error of about .1.
  @Test(
    arguments: [
      (99, 99, false), (100, 100, true), (100, 50, false), (100, 60, false), (100, 40, false), (100, 70, true),
      (100, 30, true), (200, 100, false),
    ])
  func `draws that hardly follow the recorded probabilities are noticed`(
    users: Int, withOwn: Int, isWrong: Bool
  ) throws {
    var served = PolicyResult(policy: "without draws")
    for user in 0..<users {
      served.add([0, 0], for: try list(UserID(user), user < withOwn ? [1, 4] : [2, 5], [:]))
    }
    #expect(served.isDrawnWrongly == isWrong)
  }

  @Test func `with few users, or few who reacted to what the policy exchanged, nothing can be said`() throws {
    var (served, policy) = (PolicyResult(policy: "without draws"), PolicyResult(policy: "EASE"))
    for user in 1...200 as ClosedRange<UserID> {
      #expect(served.isTooSmall(for: .opened) == (user <= 100))
      let list = try list(user, [1, 5], user <= 109 ? [0: [.opened], 1: [.opened]] : [0: [.opened]])
      served.add([0, 0], for: list)
      policy.add([0, 1], for: list)
      #expect(policy.isTooSmall(for: .opened) == (user < 100) && policy.isTooSmall(for: .picked))
    }
    var other = PolicyResult(policy: "ItemKNN")
    for user in 1...200 as ClosedRange<UserID> {
      #expect(other.isTooSmall(for: .opened))
      other.add([0, 1], for: try list(user, [1, 5], user <= 9 ? [0: [.opened], 1: [.opened]] : [0: [.opened]]))
    }
    other.add([0, 1], for: try list(10, [1, 5], [1: [.opened]]))
    #expect(!other.isTooSmall(for: .opened))
  }

  /// A policy that exchanges the movies of every second place, for better ones. Users differ in what they open, places
  /// in how often they are looked at. Below 180 of 200 has a probability of 0.1 % if each interval holds the truth with
  /// 95 %; whoever counts the places that show the policy's choices, without regard to how likely each was to be shown,
  /// misses it.
  @Test func `the interval holds what the policy would have brought in about 95 of 100 runs`() throws {
    var numbers = Numbers(state: 2_027)
    let count = 6
    let blocks = Exploration.blocks(
      of: (0..<count).map { MovieID($0) }, others: (0..<4 * count).map { MovieID(count + $0) })
    let exploration = Exploration(probability: 0.2, blocks: blocks, context: [], dislikes: [])
    let choices = (0..<count).map { $0 % 2 == 0 ? 0 : 2 }
    /// The mean probability over users that a movie at this place is opened.
    func rate(_ index: Int, _ place: Int) -> Double { (index == 2 ? 0.4 : 0.2) / Double(1 + place / 2) }
    func mean(_ choices: [Int]) -> Double {
      choices.enumerated().reduce(0) { $0 + rate($1.element, $1.offset) } / Double(count)
    }
    let (truth, gain) = (mean(choices), mean(choices) - mean(Array(repeating: 0, count: count)))
    var (held, heldGain, naive) = (0, 0, 0)
    for _ in 0..<200 {
      var (served, policy, seen) = (PolicyResult(policy: ""), PolicyResult(policy: ""), ArmResult(arm: ""))
      for user in 0..<300 as Range<UserID> {
        // From 0 to twice the mean.
        let factor = 2 * Double.random(in: 0..<1, using: &numbers)
        var figures = Figures()
        for _ in 0..<Int.random(in: 1...5, using: &numbers) {
          let draws = Exploration.draws(from: blocks, with: 0.2, for: UUID(from: &numbers))
          var reactions: [Int: Set<Figures.Reaction>] = [:]
          for place in 0..<count where Double.random(in: 0..<1, using: &numbers) < factor * rate(draws[place], place) {
            reactions[place] = [.opened]
          }
          let list = try #require(
            ExploredList(
              user: user, exploration, movies: zip(blocks, draws).map { $0[$1] }, reactions: reactions))
          served.add(Array(repeating: 0, count: count), for: list)
          policy.add(choices, for: list)
          for place in 0..<count where draws[place] == choices[place] {
            figures.shown += 1
            figures.opened += list.reactions[place].count
          }
        }
        seen.addUser(figures, lists: 1)
      }
      let estimates = [policy.rate(of: .opened), policy.difference(to: served, of: .opened), seen.rate(of: .opened)]
      func holds(_ estimate: Estimate?, _ truth: Double) -> Bool {
        estimate.map { $0.low...$0.high ~= truth } ?? false
      }
      if holds(estimates[0], truth) { held += 1 }
      if holds(estimates[1], gain) { heldGain += 1 }
      if holds(estimates[2], truth) { naive += 1 }
    }
    #expect(held >= 180 && heldGain >= 180 && naive < 180, "\(held), \(heldGain), without propensities \(naive)")
  }

  /// Random numbers that are always the same.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return mixedBits(state)
    }
  }
}
