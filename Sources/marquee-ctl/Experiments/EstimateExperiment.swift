import API
import ArgumentParser
import Configuration
import Domain
import MariaDB
import Scoring
import Stores

struct EstimateExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Estimate what users would have done if other models had chosen their movies.",
    discussion: """
      Needs an experiment with an arm that explores, such as auto+explore:0.1. Each place of its lists might show one \
      of five movies, with recorded probabilities; a model is taken to choose the one that it ranks best. What users \
      did with places that happen to show that movie counts with the inverse of its probability (inverse propensity \
      scoring, self-normalised). The 95 % intervals are those of ratios of sums over users. A place is compared with \
      itself, so the estimate tells which movies are better, not which order.

      A model that was trained after the experiment began may have learnt from these very lists, and looks better than \
      it is: name a version from before.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Argument(help: "The name of the experiment.")
  var name: String

  @Argument(help: "The models: MODEL or MODEL@VERSION, as 'models list' shows them, or auto.")
  var models: [String]

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  private func arms() throws -> [Arm] {
    try models.map { text in
      guard let arm = try? Arm(text), !text.contains("+") else {
        throw ValidationError("'\(text)' is not MODEL or MODEL@VERSION.")
      }
      return arm
    }
  }

  func validate() throws { _ = try arms() }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let policies = try policies(configuration)
      let experiments = try configuration.experiments()
      var workspace = ScoringWorkspace()
      var undrawn = PolicyResult(policy: PolicyReport.undrawn)
      var results = policies.map { PolicyResult(policy: $0.name) }
      let record = try experiments.explored(in: name, rejected: { say("marquee-ctl: left out: \($0)") }) { list in
        undrawn.add(list.exploration.blocks.map { _ in 0 }, for: list)
        for (index, policy) in policies.enumerated() {
          results[index].add(
            policy.choices(for: list.exploration, of: list.demographics, &workspace), for: list)
        }
      }
      let learnt = policies.filter { $0.trainedAt.map { $0 > record.startedAt } ?? false }.map(\.name)
      let report = PolicyReport(record: record, undrawn: undrawn, policies: results, trainedLater: learnt)
      print(json ? report.json : report.text)
    }
  }

  private func policies(_ configuration: Configuration) throws -> [Policy] {
    let movies = Movies(Connection(Address(configuration, password: try configuration.databasePassword())))
    let catalogue = Catalogue(
      movies: try movies.catalogue(rejected: { _ in }), hidden: try movies.hidden(),
      version: try movies.catalogueVersion())
    // As they were trained: what they have learnt since, they may have learnt from the lists in question.
    let states = ModelStates(servedFrom: configuration.models, learned: nil, catalogue)
    return try arms().map { arm in
      guard let policy = Policy(arm, states, ModelDirectory(configuration.models)) else {
        throw NoSuchModel(name: arm.name)
      }
      return policy
    }
  }
}

private struct NoSuchModel: Error, CustomStringConvertible {
  let name: String
  var description: String { "there is no model '\(name)' that can be used; see 'models list'" }
}
