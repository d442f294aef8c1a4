import Domain
import Foundation

/// Numbers that follow from a seed, and are the same on every machine (SplitMix64).
package struct Draws: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = mixedBits(seed) }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixedBits(state)
  }

  package mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True once in `count` times.
  package mutating func once(in count: Int) -> Bool { number(1...count) == 1 }
}

/// A search for a list of steps that breaks a promise. Every list follows from its own seed, and the first one that
/// fails is shortened to the steps that matter.
///
/// Tests try a fixed number of lists. `scripts/prove` says in the environment with which seed to begin and how long to
/// search.
package enum Search {
  package struct Finding<Step>: CustomStringConvertible {
    let seed: UInt64
    let fault: String
    package let steps: [Step]

    package var description: String {
      (["seed \(seed): \(fault), after"] + steps.map { "  \($0)" }).joined(separator: "\n")
    }
  }

  /// - Parameters:
  ///   - subject: what the long run prints.
  ///   - count: lists of steps that a short run tries.
  ///   - fault: carries the steps out; nil if all promises hold. Steps must make sense in every order.
  /// - Returns: nil if nothing was found.
  package static func run<Step>(
    _ subject: String, count: Int, drawing steps: (inout Draws) -> [Step], fault: ([Step]) -> String?
  ) -> Finding<Step>? {
    let (first, end) = (
      number("MARQUEE_PROVE_SEED") ?? 1, number("MARQUEE_PROVE_SECONDS").map { Date.now + Double($0) }
    )
    var seed = first
    while end.map({ Date.now < $0 }) ?? (seed - first < UInt64(count)) {
      var draws = Draws(seed: seed)
      let tried = steps(&draws)
      if fault(tried) != nil {
        let shortest = shortened(tried) { fault($0) != nil }
        return Finding(seed: seed, fault: fault(shortest) ?? "", steps: shortest)
      }
      seed += 1
    }
    if end != nil { print("· \(subject): \(seed - first) schedules from seed \(first), no fault") }
    return nil
  }

  /// Leaves steps out, at first many at a time, as long as the rest still fails.
  package static func shortened<Step>(_ steps: [Step], fails: ([Step]) -> Bool) -> [Step] {
    var (steps, length) = (steps, max(1, steps.count / 2))
    while true {
      var (start, isShorter) = (0, false)
      while start < steps.count {
        var fewer = steps
        fewer.removeSubrange(start..<min(start + length, steps.count))
        if fails(fewer) { (steps, isShorter) = (fewer, true) } else { start += length }
      }
      if length > 1 { length /= 2 } else if !isShorter { return steps }
    }
  }

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }
}
