import ArgumentParser
import Configuration
import Domain
import ModelFile
import Scoring
import Training

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train models on all users and serve them.",
    discussion: """
      Each model is first measured on a split, as 'evaluate' does, then trained on everyone and written beside the file \
      that is served, with its figures. The new file takes the old one's place in one step; a server picks it up by \
      itself. On any failure the old file stays.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "The directory with the model files. Default: 'models' of the configuration.")
  var models: String?

  func run() throws {
    try reportingFailure {
      let progress = ConsoleProgress()
      let configuration = try Configuration.load(file: data.config)
      let dataset = try readDataset(data, configuration, progress)
      let directory = models ?? configuration.models
      let versions = ModelVersions(in: directory)
      try versions.makeDirectory()
      print(FiguresTable.header)
      for trainer in model.trainers(data.positive) {
        progress.subject = trainer.name.rawValue
        let figures = try measure(trainer, dataset, directory, progress)
        let contents = try trainer.model(of: dataset, at: .now(), figures: figures, progress: progress)
        progress.begin("writing", expected: nil)
        let version = try versions.publish(contents)
        progress.end()
        say("\(trainer.name.rawValue) \(version) is in \(directory)")
      }
    }
  }

  /// As the model file keeps them.
  private func measure(
    _ trainer: any Trainer, _ dataset: Dataset, _ directory: String, _ progress: ConsoleProgress
  ) throws -> [(name: String, value: Double)] {
    // Model files of the split are as large as the one to come: they go where there must be room for it.
    let evaluation = Evaluation(dataset, scratch: directory)
    let rotations = Rotations.suitable(for: dataset)
    let results = try rotations.numbers.map { rotation in
      try evaluation.runForServing(trainer, rotation: rotation, progress: progress)
    }
    progress.end()
    let summary = MetricsSummary.pooled(results.map(\.test))
    if summary.users == 0 {
      say("\(trainer.name.rawValue): no test user likes enough films, so there are no figures")
    } else {
      print(FiguresTable.line(trainer.name.rawValue, rotations.name, summary))
    }
    return summary.figures + ContextCurve.pooled(results.map(\.validation)).figures
  }
}
