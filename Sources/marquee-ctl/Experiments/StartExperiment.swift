import ArgumentParser
import Configuration
import Domain
import Scoring
import Stores

struct StartExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start an experiment. It begins in every worker within two seconds.",
    discussion: """
      An arm is MODEL[@VERSION][+SETTING:VALUE]. MODEL is 'auto' or a model that 'models list' shows, also one that is \
      only a part of 'auto'. VERSION is one that is still kept: workers hold it in memory, but one that starts needs \
      the file. Settings are diversity, from 0 to 1, for lists whose client asks for none, and explore, from 0 to \
      0.5: the probability with which each place of a list shows a movie from further down the ranking, so that \
      'experiment estimate' can tell what other models would have brought. Weights are relative. A user's arm follows \
      from the user's id and the name of the experiment alone, so it stays the same.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Argument(help: "A name that no experiment has had: 1 to 64 letters, digits, '-', '_' or '.'.")
  var name: String

  @Option(
    help: """
      The arms with their weights, such as auto=50,EASE=50 or auto=90,auto+diversity:0.3=10; the first is the one \
      that the others are compared with.
      """)
  var arms: String

  func validate() throws {
    guard Experiment.isName(name) else {
      throw ValidationError("'\(name)' is not a name: 1 to 64 letters, digits, '-', '_' or '.'.")
    }
    do throws(ArmFault) { _ = try Experiment(name: name, arms: arms) } catch {
      throw ValidationError("\(error).")
    }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let experiment = try Experiment(name: name, arms: arms)
      let models = ModelDirectory(configuration.models)
      for arm in experiment.arms { try check(arm, models) }
      try configuration.experiments().start(experiment, arms: arms, at: .now())
      print("The experiment '\(name)' runs, with \(experiment.arms.count) arms.")
    }
  }

  private func check(_ arm: Arm, _ models: ModelDirectory) throws {
    if arm.model == Auto.name {
      guard arm.version == nil else { throw UnusableArm(arm: arm.name, reason: "'auto' has no versions") }
      return
    }
    guard let name = ModelName(rawValue: arm.model) else {
      throw UnusableArm(arm: arm.name, reason: "there is no such model")
    }
    do throws(ModelError) {
      _ = try models.load(name)
      guard let version = arm.version else { return }
      guard models.load(name, version: version) != nil else {
        throw ModelError.notFound(path: "\(models.path(of: name)).\(version)")
      }
    } catch {
      throw UnusableArm(arm: arm.name, reason: "\(error)")
    }
  }
}

private struct UnusableArm: Error, CustomStringConvertible {
  let arm: String
  let reason: String
  var description: String { "the arm '\(arm)' cannot be used: \(reason)" }
}
