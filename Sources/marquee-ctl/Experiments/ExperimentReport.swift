import Domain
import JSON
import Stores

/// What `marquee-ctl experiment report` shows.
struct ExperimentReport {
  let record: ExperimentRecord
  let arms: [ArmResult]

  var text: String {
    let state = record.stoppedAt.map { "stopped \($0.rfc3339)" } ?? "running"
    var lines = ["\(record.experiment.name): started \(record.startedAt.rfc3339), \(state)"]
    lines.append(
      table(
        [["ARM", "WEIGHT", "USERS", "LISTS", "SHOWN", "OPENED", "PICKED", "RATED"]]
          + zip(arms, record.experiment.weights).map { arm, weight in
            [arm.arm, "\(weight)", "\(arm.users)", "\(arm.lists)", "\(arm.figures.shown)"]
              + Figures.Reaction.allCases.map { rate(of: $0, arm) }
          }))
    if isDividedWrongly {
      lines.append("The arms have other shares of the users than their weights say: something treats them differently.")
    }
    guard let first = arms.first else { return lines.joined(separator: "\n") }
    for arm in arms.dropFirst() {
      lines.append("\(arm.arm) compared with \(first.arm), in percentage points:")
      lines += Figures.Reaction.allCases.map { "  \($0.rawValue): \(difference(arm, first, $0))" }
    }
    return lines.joined(separator: "\n")
  }

  /// Whether chance divides users like this less than once in a thousand times. Then an arm fails for some of its users
  /// or is not shown to them, and the rates say nothing (Fabijan et al. 2019, sample ratio mismatch).
  private var isDividedWrongly: Bool {
    let (users, weights) = (arms.map { Double($0.users) }, record.experiment.weights.map(Double.init))
    let (all, total) = (users.reduce(0, +), weights.reduce(0, +))
    guard all >= Double(ArmResult.leastUsers) else { return false }
    let squares = zip(users, weights).reduce(0) { sum, arm in
      let expected = all * arm.1 / total
      return sum + (arm.0 - expected) * (arm.0 - expected) / expected
    }
    // The chi-squared distribution after Wilson and Hilferty (1931).
    let freedom = Double(arms.count - 1)
    let root = 1 - 2 / (9 * freedom) + 3.0902 * (2 / (9 * freedom)).squareRoot()
    return squares > freedom * root * root * root
  }

  private func rate(of reaction: Figures.Reaction, _ arm: ArmResult) -> String {
    let count = "\(arm.figures[reaction])"
    guard let rate = arm.rate(of: reaction), !arm.isTooSmall(for: reaction) else { return count }
    return "\(count)  \(percent(rate.value, from: rate.low, to: rate.high))"
  }

  private func difference(_ arm: ArmResult, _ first: ArmResult, _ reaction: Figures.Reaction) -> String {
    guard !arm.isTooSmall(for: reaction), !first.isTooSmall(for: reaction),
      let difference = arm.difference(to: first, of: reaction)
    else {
      return """
        too few users to tell; each arm needs \(ArmResult.leastUsers), of whom \(ArmResult.leastReacting) have \
        \(reaction.rawValue) a movie
        """
    }
    return difference.verdict
  }

  var json: String {
    let object = JSONWriter.object { json in
      record.writeMembers(to: &json)
      json.field("divided_wrongly", isDividedWrongly)
      json.field("arms") { json in
        json.array { list in
          for (arm, weight) in zip(arms, record.experiment.weights) { write(arm, weight, to: &list) }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }

  private func write(_ arm: ArmResult, _ weight: Int, to list: inout JSONWriter) {
    list.object { json in
      json.field("arm", arm.arm)
      json.field("weight", weight)
      json.field("users", arm.users)
      json.field("lists", arm.lists)
      json.field("shown", arm.figures.shown)
      for reaction in Figures.Reaction.allCases {
        json.field(named: reaction.rawValue) { json in
          json.object { json in
            json.field("count", arm.figures[reaction])
            json.field("too_few", arm.isTooSmall(for: reaction) || arms[0].isTooSmall(for: reaction))
            json.field("rate") { $0.estimate(arm.rate(of: reaction)) }
            json.field("difference") { json in
              json.estimate(arm.arm == arms[0].arm ? nil : arm.difference(to: arms[0], of: reaction))
            }
          }
        }
      }
    }
  }
}

extension Estimate {
  /// What a difference of two shares says, in percentage points.
  var verdict: String {
    let verdict = low > 0 ? "more" : high < 0 ? "fewer" : "no difference shown"
    return "\(Self.points(value)) (\(Self.points(low)) to \(Self.points(high))): \(verdict)"
  }

  /// `+1.23`.
  private static func points(_ share: Double) -> String {
    let rounded = (share * 10_000).rounded() / 100
    return rounded > 0 ? "+\(rounded)" : "\(rounded)"
  }
}

extension JSONWriter {
  mutating func estimate(_ estimate: Estimate?) {
    guard let estimate else { return null() }
    object { json in
      json.field("value", estimate.value)
      json.field("low", estimate.low)
      json.field("high", estimate.high)
    }
  }
}
