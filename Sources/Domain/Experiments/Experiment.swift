/// A comparison of arms on users, each of whom has one arm for as long as it runs.
package struct Experiment: Equatable, Sendable {
  package let name: String
  package let arms: [Arm]
  /// The share of users in each arm, relative to the others.
  package let weights: [Int]
  private let seed: UInt64

  package static let maximumArms = 10

  /// - Parameter text: `ARM=WEIGHT,…`; the first arm is the one that the others are compared with.
  package init(name: String, arms text: String) throws(ArmFault) {
    var arms: [Arm] = []
    var weights: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, let weight = Int(pair[1]), (1...1_000_000).contains(weight) else {
        throw .weight(String(part))
      }
      let arm = try Arm(pair[0])
      guard !arms.contains(where: { $0.name == arm.name }) else { throw .repeated(arm.name) }
      arms.append(arm)
      weights.append(weight)
    }
    guard (2...Self.maximumArms).contains(arms.count) else { throw .number(arms.count) }
    self.name = name
    self.arms = arms
    self.weights = weights
    // FNV-1a, so that each experiment divides users in its own way.
    seed = name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// A name is 1–64 letters, digits, `-`, `_` or `.`.
  package static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  /// The user's arm: always the same, in every worker, without a look-up.
  package func arm(of user: UserID) -> Arm {
    let total = UInt64(weights.reduce(0, +))
    var rest = mixedBits(mixedBits(UInt64(bitPattern: user)) ^ seed).multipliedFullWidth(by: total).high
    for (arm, weight) in zip(arms, weights) {
      if rest < UInt64(weight) { return arm }
      rest -= UInt64(weight)
    }
    return arms[arms.count - 1]
  }
}

/// The arm in which a list was made.
package struct Participation: Hashable, Sendable {
  package let experiment: String
  package let arm: String

  package init(experiment: String, arm: String) {
    self.experiment = experiment
    self.arm = arm
  }
}

/// What decides about lists for which a client names no model.
package struct ActiveExperiments: Equatable, Sendable {
  /// The experiment that runs: at most one at a time, so that no two of them disturb each other.
  package let running: Experiment?
  /// The arm that was kept when the last experiment was stopped; it acts for users while none runs.
  package let kept: Arm?

  package init(running: Experiment?, kept: Arm?) {
    self.running = running
    self.kept = kept
  }

  package static let none = ActiveExperiments(running: nil, kept: nil)
}
