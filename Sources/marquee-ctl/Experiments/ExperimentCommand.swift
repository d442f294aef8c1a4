import ArgumentParser
import Configuration
import MariaDB
import Stores

struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment", abstract: "Compare models or settings on users.",
    discussion: """
      While an experiment runs, each user has one of its arms, which answers where the user's client names no model. \
      Visitors without an account and clients that name a model take no part. One experiment runs at a time.
      """,
    subcommands: [
      StartExperiment.self, StopExperiment.self, ExperimentReportCommand.self, EstimateExperiment.self,
      ListExperiments.self,
    ],
    defaultSubcommand: ListExperiments.self)
}

extension Configuration {
  /// The experiments, on a connection of their own that may wait for a long history to be read.
  func experiments() throws -> Experiments {
    Experiments(Connection(Address(self, password: try databasePassword()).waiting(atMost: .seconds(600))))
  }
}
