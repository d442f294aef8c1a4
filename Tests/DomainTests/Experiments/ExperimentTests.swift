import Domain
import Testing

struct ExperimentTests {
  @Test func `an arm is a model, perhaps a version, and settings`() throws {
    let arm = try Arm("EASE@20261123T101530Z-1a2b3c4d+diversity:0.3")
    #expect(arm.model == "EASE" && arm.version == "20261123T101530Z-1a2b3c4d" && arm.diversity == 0.3)
    let plain = try Arm("EASE-short")
    #expect(plain.model == "EASE-short" && plain.version == nil && plain.diversity == nil && plain.explore == nil)
    let both = try Arm("auto+explore:0.1+diversity:0.3")
    #expect(both.explore == 0.1 && both.diversity == 0.3)
    #expect(try Arm("auto+explore:0").explore == nil)
  }

  @Test(arguments: [
    ("", ArmFault.form("")), ("@1", .form("@1")), ("EASE@", .form("EASE@")),
    ("EASE +diversity:1", .form("EASE +diversity:1")),
    ("EASE+", .form("EASE+")), ("EASE+diversity", .form("EASE+diversity")),
    ("EASE+taste:1", .setting("taste", "EASE+taste:1")),
    ("EASE+diversity:0+diversity:1", .setting("diversity", "EASE+diversity:0+diversity:1")),
    ("EASE+diversity:1.1", .value("diversity:1.1", "EASE+diversity:1.1", 0...1)),
    ("EASE+diversity:nan", .value("diversity:nan", "EASE+diversity:nan", 0...1)),
    ("EASE+explore:0.6", .value("explore:0.6", "EASE+explore:0.6", 0...0.5)),
    (String(repeating: "E", count: 129), .form(String(repeating: "E", count: 129))),
  ]) func `another text is no arm`(text: String, fault: ArmFault) {
    #expect(throws: fault) { try Arm(text) }
  }

  @Test(arguments: [
    ("auto=50", ArmFault.number(1)), ("auto=50,auto=50", .repeated("auto")), ("auto=0,EASE=1", .weight("auto=0")),
    ("auto,EASE=1", .weight("auto")), ("auto=50,", .weight("")), ("auto=1.5,EASE=1", .weight("auto=1.5")),
    ((1...11).map { "M\($0)=1" }.joined(separator: ","), .number(11)),
  ]) func `an experiment has arms with weights, each once`(text: String, fault: ArmFault) {
    #expect(throws: fault) { try Experiment(name: "x", arms: text) }
  }

  @Test func `names have no characters that need quotes`() {
    for name in ["a", "EASE-vs_auto.2", String(repeating: "x", count: 64)] { #expect(Experiment.isName(name)) }
    for name in ["", "a b", "é", "a,b", String(repeating: "x", count: 65)] { #expect(!Experiment.isName(name)) }
  }

  /// If this fails, users would change their arms in the middle of an experiment.
  @Test func `a user's arm stays the same in every release`() throws {
    let experiment = try Experiment(name: "first", arms: "a=50,b=50")
    #expect((1...16).map { experiment.arm(of: $0).name }.joined() == Self.firstArms)
    #expect(try Experiment(name: "first", arms: "a=50,b=50").arm(of: .min) == experiment.arm(of: .min))
  }

  private static let firstArms = "aaaaaabbbabbbbaa"

  @Test func `users are divided by weight, and anew in each experiment`() throws {
    let users = 100_000
    let experiment = try Experiment(name: "one", arms: "a=1,b=2,c=7")
    let other = try Experiment(name: "two", arms: "a=1,b=2,c=7")
    let arms = (1...users).map { experiment.arm(of: UserID($0)).name }
    let others = (1...users).map { other.arm(of: UserID($0)).name }
    // Five standard deviations of the binomial distribution.
    func isNear(_ count: Int, _ share: Double) -> Bool {
      abs(Double(count) - share * Double(users)) < 5 * (share * (1 - share) * Double(users)).squareRoot()
    }
    for (name, share) in [("a", 0.1), ("b", 0.2), ("c", 0.7)] { #expect(isNear(arms.count { $0 == name }, share)) }
    #expect(isNear(zip(arms, others).count { $0 == $1 }, 0.01 + 0.04 + 0.49))
  }

  /// Two users with 10 movies each, of whom one opened 1 and the other 3: the rate is 0.2, the residuals are -1 and 1,
  /// and the standard error is √(2/1 · 2) / 20 = 0.1.
  @Test func `a rate has the error of a ratio of sums over users`() throws {
    var arm = ArmResult(arm: "a")
    arm.addUser(Figures(shown: 10, opened: 1), lists: 1)
    #expect(arm.rate(of: .opened) == nil)
    arm.addUser(Figures(shown: 10, opened: 3), lists: 2)
    let rate = try #require(arm.rate(of: .opened))
    #expect(abs(rate.value - 0.2) < 1e-12 && abs(rate.low - (0.2 - 0.1 * Estimate.z)) < 1e-12)
    #expect(abs(rate.high - (0.2 + 0.1 * Estimate.z)) < 1e-12)
    #expect(arm.users == 2 && arm.lists == 3 && arm.figures == Figures(shown: 20, opened: 4))
    var same = ArmResult(arm: "b")
    for opened in [1, 3] { same.addUser(Figures(shown: 10, opened: opened), lists: 1) }
    let difference = try #require(arm.difference(to: same, of: .opened))
    #expect(difference.value == 0 && abs(difference.high - 0.1 * 2.0.squareRoot() * Estimate.z) < 1e-12)
  }

  @Test func `with few users, or few of them with the reaction, nothing can be said`() {
    var arm = ArmResult(arm: "a")
    for user in 0..<99 { arm.addUser(Figures(shown: 10, opened: 1, picked: user < 9 ? 5 : 0), lists: 1) }
    #expect(arm.isTooSmall(for: .opened))
    arm.addUser(Figures(shown: 10, opened: 1), lists: 1)
    #expect(!arm.isTooSmall(for: .opened) && arm.isTooSmall(for: .picked) && arm.isTooSmall(for: .rated))
    arm.addUser(Figures(shown: 10, picked: 1), lists: 1)
    #expect(!arm.isTooSmall(for: .picked))
  }

  /// Users differ in their own rates, so that their movies are not independent: an interval that took them for that
  /// would hold the true difference far less often. Below 180 of 200 has a probability of 0.1 % if each does with 95 %.
  @Test func `the interval of a difference holds the true one in about 95 of 100 runs`() throws {
    var numbers = Numbers(state: 2_026)
    let rates = (a: 0.10, b: 0.13)
    var (held, naive) = (0, 0)
    for _ in 0..<200 {
      func arm(_ rate: Double) -> ArmResult {
        (0..<300).reduce(into: ArmResult(arm: "")) { arm, _ in
          // From 0 to twice the rate.
          let own = 2 * rate * numbers.next()
          let shown = 10 * (1 + Int(numbers.next() * 5))
          arm.addUser(Figures(shown: shown, opened: (0..<shown).count { _ in numbers.next() < own }), lists: shown / 10)
        }
      }
      let (a, b) = (arm(rates.a), arm(rates.b))
      let estimate = try #require(b.difference(to: a, of: .opened))
      if estimate.low...estimate.high ~= rates.b - rates.a { held += 1 }
      let errors = [a, b].map { arm in
        let rate = Double(arm.figures.opened) / Double(arm.figures.shown)
        return rate * (1 - rate) / Double(arm.figures.shown)
      }
      if abs(estimate.value - (rates.b - rates.a)) < Estimate.z * (errors[0] + errors[1]).squareRoot() { naive += 1 }
    }
    #expect(held >= 180 && naive < 180, "\(held), taking movies for independent \(naive)")
  }

  /// Numbers from 0 to below 1, always the same.
  private struct Numbers {
    var state: UInt64

    mutating func next() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      return Double(mixedBits(state) >> 11) / Double(1 << 53)
    }
  }
}
