import ArgumentParser
import Provenance

/// Trains the models that the server serves, and measures them.
@main struct MarqueeTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marquee-train",
    abstract: "Train the recommendation models of Marquee, and measure them.",
    discussion: """
      Reads ratings from the database that the configuration names, or from a data set in files. The exit code is 0 \
      for success, 64 for a mistake in the command line, and 1 for any other failure, which standard error describes.
      """,
    version: Release.line(of: "marquee-train"),
    subcommands: [
      Fit.self, Evaluate.self, Compare.self, Tune.self, Speed.self, Learn.self, LearningCost.self,
    ])
}
