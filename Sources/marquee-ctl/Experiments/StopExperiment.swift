import ArgumentParser
import Configuration
import Domain
import Stores

struct StopExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop an experiment, and keep one of its arms or none.",
    discussion: """
      An arm that is kept answers all users whose client names no model, also those who took no part. It does not \
      answer visitors, on whom nothing was measured, and it no longer explores. It acts while no experiment runs, \
      until another one is kept, or until the experiment is stopped again without --keep.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Argument(help: "The name of the experiment.")
  var name: String

  @Option(help: "The arm to keep, without its weight.")
  var keep: String?

  func run() throws {
    try reportingFailure {
      let experiments = try Configuration.load(file: options.config).experiments()
      let before = try experiments.stop(name, keeping: keep, at: .now())
      print(
        before.stoppedAt == nil
          ? "The experiment '\(name)' is stopped." : "The experiment '\(name)' was already stopped.")
      if let keep {
        print("The arm '\(keep)' is kept.")
      } else if let kept = before.kept {
        print("The arm '\(kept)' is no longer kept.")
      }
    }
  }
}
