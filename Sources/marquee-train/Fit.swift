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
      Each model is measured on a split, as 'evaluate' does, then trained on all users and written beside the served \
      file, with its figures. The new file replaces the old one in one step, and servers load it by themselves. After \
      a failure the old file stays. It also stays, with exit code 1, if less than half of the users, movies or signals \
      are left, if the new model cannot be measured and the old one was, or if the new model is worse: if its NDCG@100 \
      is below that of any kept version, on the users that both were measured on, by more than the margin and two \
      standard errors. Versions with another taste or from other data are not compared. Nothing is trained if more \
      than 5 % of the rows are rejected, or if ratings have another scale. The file last-training.json beside the \
      models has the outcome for each model. With --within, a model begins only if the time of its last training fits \
      in what is left: those without a file first, then those whose training is longest ago. Others are left out; the \
      exit code is 1 for that only if nothing was published.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "The directory with the model files. Default: 'models' of the configuration.")
  var models: String?

  @Flag(help: "Train only models that are due: those with no file, or one from other data or hyperparameters.")
  var all = false

  @Option(help: "The hours that the training may take. Models that would take longer are left out. Default: no limit.")
  var within: Double?

  @Option(help: "The tolerated loss of NDCG@100 against any kept version, 0–1.")
  var margin = 0.002

  @Flag(help: "Train on any data, and also publish models that are worse. Later trainings are compared with these.")
  var force = false

  @Flag(
    help: """
      Train without measuring. It takes less than half of the time, but nothing stops a worse model, and 'auto' leaves \
      out models without figures.
      """)
  var unmeasured = false

  func validate() throws {
    guard !unmeasured || model.hyperparameters.epochs != nil || !model.names.contains(where: \.isNeural) else {
      throw ValidationError("--unmeasured needs --epochs for neural models: nothing else says when to stop.")
    }
    if let within, !(within > 0 && within <= 1_000) { throw ValidationError("--within must be above 0, up to 1000.") }
    guard (0...1).contains(margin) else { throw ValidationError("--margin must be 0–1.") }
    guard !all || model.models.isEmpty else { throw ValidationError("--all takes no model names.") }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: data.config)
      let directory = models ?? configuration.models
      let versions = ModelVersions(in: directory)
      try versions.makeDirectory()
      let start = ContinuousClock.now
      var record = TrainingRecord(startedAt: .now())
      defer {
        record.endedAt = .now()
        if let failure = record.write(in: directory) { say("marquee-train: \(failure)") }
      }
      do { try fit(configuration, directory, versions, since: start, &record) } catch {
        record.fault = "\(error)"
        throw error
      }
      guard record.hasSucceeded else { throw ExitCode.failure }
    }
  }

  private func fit(
    _ configuration: Configuration, _ directory: String, _ versions: ModelVersions,
    since start: ContinuousClock.Instant, _ record: inout TrainingRecord
  ) throws {
    let progress = ConsoleProgress()
    let read = try readData(data, configuration, progress, isForced: force)
    record.data = read.record
    let served = ServedModels(versions)
    var due: [any Trainer] = []
    for trainer in model.trainers(data.positives) {
      if !all || served.isDue(trainer, read) {
        due.append(trainer)
      } else {
        say("\(trainer.name.rawValue) is up to date")
        record.models.append(.init(trainer.name, .upToDate))
      }
    }
    let fitting = Fitting(
      data: read, directory: directory, versions: versions, margin: margin, isForced: force, progress: progress)
    let times = lastTimes(in: directory)
    let window = TrainingWindow(
      from: start, for: within.map { .seconds(3_600 * $0) },
      rotations: Rotations.suitable(for: read.dataset).numbers.count, lastTimes: times.mapValues { .seconds($0) })
    if within != nil {
      let ages = due.map { served.trainedAt($0.name) ?? .min }
      due = zip(due.indices, ages).sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { [due] in due[$0.0] }
    }
    record.models += try fitting.run(due, isMeasured: !unmeasured, window)
    for index in record.models.indices where record.models[index].seconds == nil {
      record.models[index].seconds = times[record.models[index].model]
    }
  }

  /// How long the last training of each model took, in seconds, as far as the last record tells.
  private func lastTimes(in directory: String) -> [ModelName: Int] {
    let models = (try? TrainingRecord.read(in: directory))?.models ?? []
    return Dictionary(
      models.compactMap { model in model.seconds.map { (model.model, $0) } }, uniquingKeysWith: { $1 })
  }
}
