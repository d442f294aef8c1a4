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
      itself. On any failure the old file stays, and so it does where the new model's NDCG@100 is worse than the old \
      one's by more than the margin and two standard errors.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "The directory with the model files. Default: 'models' of the configuration.")
  var models: String?

  @Flag(help: "Only what is due: models without a file, or with one that other data or other settings have led to.")
  var all = false

  @Option(help: "How much worse a new model's NDCG@100 may be, 0–1.")
  var margin = 0.01

  @Flag(help: "Replace files by worse models, too.")
  var force = false

  @Flag(
    help: """
      Train without measuring: in less than half of the time, but nothing holds a worse model off, and 'auto' leaves out \
      what has no figures.
      """)
  var unmeasured = false

  func validate() throws {
    guard !unmeasured || model.hyperparameters.epochs != nil || !model.names.contains(where: \.isNeural) else {
      throw ValidationError("--unmeasured wants --epochs for neural models: nothing else says when to stop.")
    }
    guard (0...1).contains(margin) else { throw ValidationError("--margin must be 0–1.") }
    guard !all || model.models.isEmpty else { throw ValidationError("--all goes without names of models.") }
  }

  func run() throws {
    try reportingFailure {
      let progress = ConsoleProgress()
      let configuration = try Configuration.load(file: data.config)
      let dataset = try readDataset(data, configuration, progress)
      let directory = models ?? configuration.models
      let versions = ModelVersions(in: directory)
      try versions.makeDirectory()
      let served = ServedModels(versions)
      let trainers = model.trainers(data.positives).filter { trainer in
        let isDue = !all || served.isDue(trainer, dataset)
        if !isDue { say("\(trainer.name.rawValue) is up to date") }
        return isDue
      }
      guard !trainers.isEmpty else { return }
      // Model files of the split are as large as those to come: they go where there must be room for them.
      let results = unmeasured ? [] : try measure(trainers, Evaluation(dataset, scratch: directory), dataset, progress)
      var refused = 0
      for (index, trainer) in trainers.enumerated() {
        progress.subject = trainer.name.rawValue
        let result = results.first { $0.name == trainer.name.rawValue }
        if !force, let fault = served.fault(of: trainer.name, result, margin: margin) {
          say(fault)
          refused += 1
          continue
        }
        let start = ContinuousClock.now
        let settled = result?.epochs.map(trainer.settled) ?? trainer
        let contents = try settled.model(
          of: dataset, at: .now(), figures: result?.figures ?? [], progress: progress)
        progress.begin("writing", expected: nil)
        let version = try versions.publish(contents)
        let seconds = rounded((ContinuousClock.now - start) / .seconds(1), 1)
        progress.end()
        say(
          """
          \(trainer.name.rawValue) \(version) is in \(directory) (\(index + 1) of \(trainers.count)), trained and written \
          in \(seconds) s; \(peakMemory() >> 20) MiB of memory at most until now
          """)
      }
      guard refused == 0 else { throw ExitCode.failure }
    }
  }

  private func measure(
    _ trainers: [any Trainer], _ evaluation: Evaluation, _ dataset: Dataset, _ progress: ConsoleProgress
  ) throws -> [EvaluationResult] {
    let rotations = Rotations.suitable(for: dataset)
    let results = EvaluationResult.pooled(
      try rotations.numbers.map { rotation in
        try evaluation.run(trainers, rotation: rotation, lengths: [nil], progress: progress)
      })
    progress.end()
    if results.allSatisfy({ $0.test[0].users == 0 }) {
      say("no test user likes enough films, so there are no figures")
    } else {
      print(FiguresTable.header)
      for result in results { print(FiguresTable.line(result.name, rotations.name, films: nil, result.test[0])) }
    }
    return results
  }
}
