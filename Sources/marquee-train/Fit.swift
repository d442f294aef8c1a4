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
      Each model is first measured on a split, as 'evaluate' does, then trained on everyone and written beside the \
      file that is served, with its figures. The new file takes the old one's place in one step; a server picks it up \
      by itself. On any failure the old file stays. It also stays, with exit code 1, if there are less than half of the \
      users, films or signals of before, if nothing can be measured any more, or if the new model's NDCG@100 is worse \
      than that of any version kept, on the users that both were measured on, by more than the margin and two standard \
      errors. Versions with another taste or from other data are not compared. More than 5 % rejected rows, or ratings \
      on another scale: nothing is trained. What became of each model is in last-training.json beside the files.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "The directory with the model files. Default: 'models' of the configuration.")
  var models: String?

  @Flag(help: "Only what is due: models without a file, or with one that other data or other settings have led to.")
  var all = false

  @Option(help: "How much worse a new model's NDCG@100 may be than that of any version kept, 0–1.")
  var margin = 0.002

  @Flag(help: "Train on any data, and replace files by worse models, too; the next trainings go by these.")
  var force = false

  @Flag(
    help: """
      Train without measuring: in less than half of the time, but nothing holds a worse model off, and 'auto' leaves \
      out what has no figures.
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
      let configuration = try Configuration.load(file: data.config)
      let directory = models ?? configuration.models
      let versions = ModelVersions(in: directory)
      try versions.makeDirectory()
      var record = TrainingRecord(startedAt: .now())
      defer {
        record.endedAt = .now()
        if let failure = record.write(in: directory) { say("marquee-train: \(failure)") }
      }
      do { try fit(configuration, directory, versions, &record) } catch {
        record.fault = "\(error)"
        throw error
      }
      guard record.hasSucceeded else { throw ExitCode.failure }
    }
  }

  private func fit(
    _ configuration: Configuration, _ directory: String, _ versions: ModelVersions, _ record: inout TrainingRecord
  ) throws {
    let progress = ConsoleProgress()
    let read = try readData(data, configuration, progress, isForced: force)
    record.data = read.record
    let served = ServedModels(versions)
    var due: [any Trainer] = []
    for trainer in model.trainers(data.positives) {
      if !all || served.isDue(trainer, read.dataset) {
        due.append(trainer)
      } else {
        say("\(trainer.name.rawValue) is up to date")
        record.models.append(.init(trainer.name, .upToDate))
      }
    }
    let fitting = Fitting(
      data: read, directory: directory, versions: versions, margin: margin, isForced: force, progress: progress)
    record.models += try fitting.run(due, isMeasured: !unmeasured)
  }
}
