import ArgumentParser
import Configuration
import Domain
import Stores

struct ExperimentReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Show what the users of each arm did, and whether the arms differ.",
    discussion: """
      A rate is the share of the movies shown that users opened, picked or rated from their lists. Users are compared, \
      not movies: what one user does with several movies counts as one observation, so the 95 % intervals are wider \
      than those of 'report'. An interval is right for one look at the end of a period chosen beforehand: whoever \
      looks every day and stops at the first difference will find one too often.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Argument(help: "The name of the experiment.")
  var name: String

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  func run() throws {
    try reportingFailure {
      let (record, arms) = try Configuration.load(file: options.config).experiments().results(of: name)
      let report = ExperimentReport(record: record, arms: arms)
      print(json ? report.json : report.text)
    }
  }
}
