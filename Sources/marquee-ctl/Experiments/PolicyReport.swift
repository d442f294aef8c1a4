import Domain
import JSON
import Stores

/// What `marquee-ctl experiment estimate` shows.
struct PolicyReport {
  let record: ExperimentRecord
  /// The lists as they would have been without draws.
  let undrawn: PolicyResult
  let policies: [PolicyResult]
  /// Those that may have learnt from the lists.
  let trainedLater: [String]

  static let undrawn = "without draws"

  var text: String {
    guard undrawn.lists > 0 else {
      return "\(record.experiment.name): no lists with drawn places; an arm draws with +explore:0.1"
    }
    var lines = [
      "\(record.experiment.name): lists with drawn places: \(undrawn.lists), their users: \(undrawn.userCount)",
      table(
        [["MODEL", "OTHER MOVIES", "EFFECTIVE USERS", "OPENED", "PICKED", "RATED"]]
          + ([undrawn] + policies).map { result in
            [
              result.policy, percent(Double(result.exchanged) / Double(max(1, result.places))),
              "\(Int(result.effectiveUsers.rounded()))",
            ] + Figures.Reaction.allCases.map { rate(of: $0, result) }
          }),
    ]
    if undrawn.isDrawnWrongly {
      lines.append("Drawn movies are not shown as often as recorded: the lists were changed, or some are missing.")
    }
    for name in trainedLater {
      lines.append("\(name) was trained after the experiment began, and may have learnt from what it is judged by.")
    }
    for result in policies {
      lines.append("\(result.policy) compared with the lists without draws, in percentage points:")
      lines += Figures.Reaction.allCases.map { "  \($0.rawValue): \(difference(result, $0))" }
    }
    return lines.joined(separator: "\n")
  }

  private func rate(of reaction: Figures.Reaction, _ result: PolicyResult) -> String {
    guard let rate = result.rate(of: reaction), !result.isTooSmall(for: reaction) else { return "too few" }
    return percent(rate.value, from: rate.low, to: rate.high)
  }

  private func difference(_ result: PolicyResult, _ reaction: Figures.Reaction) -> String {
    if result.exchanged == 0 { return "the same movies" }
    guard !result.isTooSmall(for: reaction), let difference = result.difference(to: undrawn, of: reaction) else {
      return """
        too few users to tell; it needs \(ArmResult.leastUsers), and \(ArmResult.leastReacting) who have \
        \(reaction.rawValue) a drawn movie of its choice
        """
    }
    return difference.verdict
  }

  var json: String {
    let object = JSONWriter.object { json in
      record.writeMembers(to: &json)
      json.field("lists", undrawn.lists)
      json.field("users", undrawn.userCount)
      json.field("drawn_wrongly", undrawn.isDrawnWrongly)
      json.field("policies") { json in
        json.array { list in for result in [undrawn] + policies { write(result, to: &list) } }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }

  private func write(_ result: PolicyResult, to list: inout JSONWriter) {
    list.object { json in
      json.field("model", result.policy)
      json.field("trained_later", trainedLater.contains(result.policy))
      json.field("places", result.places)
      json.field("other_movies", result.exchanged)
      json.field("effective_users", result.effectiveUsers)
      json.field("mean_weight") { $0.estimate(result.meanWeight) }
      for reaction in Figures.Reaction.allCases {
        json.field(named: reaction.rawValue) { json in
          json.object { json in
            json.field("too_few", result.isTooSmall(for: reaction))
            json.field("rate") { $0.estimate(result.rate(of: reaction)) }
            json.field("difference") { json in
              json.estimate(result.policy == undrawn.policy ? nil : result.difference(to: undrawn, of: reaction))
            }
          }
        }
      }
    }
  }
}
