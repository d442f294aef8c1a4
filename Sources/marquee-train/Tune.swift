import ArgumentParser
import Configuration
import Domain
import Scoring
import Training

struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search for the best hyperparameters of models. Nothing is served.",
    discussion: """
      Tries hyperparameters on validation users, by NDCG@100: first those given, then random ones, then the neighbours \
      of the best. Measures the winner on test users, whom the search has not seen, beside the given hyperparameters, \
      and prints the command that trains it.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "The number of trials for each model. Default: 30, or 12 for a neural model.")
  var trials: Int?

  @Option(help: "Show at most this many movies of each user, to tune for visitors. Default: all.")
  var context: Int?

  @Option(help: "0–4, or 'pooled' for all five together. Default: pooled, or 0 from 2,000 users on.")
  var rotations: Rotations?

  func validate() throws {
    if let trials, !(1...10_000).contains(trials) { throw ValidationError("--trials must be 1–10000.") }
    if let context, context < 1 { throw ValidationError("--context must be at least 1.") }
    if rotations == .each { throw ValidationError("--rotations must be 0–4 or 'pooled'.") }
  }

  func run() throws {
    try reportingFailure {
      let progress = ConsoleProgress()
      let dataset = try readData(data, try Configuration.load(file: data.config), progress).dataset
      let evaluation = Evaluation(dataset, scratch: temporaryFolder())
      let rotations = rotations ?? .suitable(for: dataset)
      for name in model.names {
        let trials = try search(name, evaluation, rotations, progress)
        guard let first = trials.first, let best = trials.max(by: { $0.figure.value < $1.figure.value }) else {
          say("\(name.rawValue): no validation user likes enough movies, so nothing can be compared")
          throw ExitCode.failure
        }
        print("\(name.rawValue): the best of \(trials.count), validation \(described(best))")
        print(FiguresTable.header)
        try measure(first, as: "given", name, evaluation, rotations, progress)
        if best.options != first.options { try measure(best, as: "best", name, evaluation, rotations, progress) }
        print("marquee-train fit \(name.rawValue) \(arguments(of: best, name).joined(separator: " "))\n")
      }
    }
  }

  private func search(
    _ name: ModelName, _ evaluation: Evaluation, _ rotations: Rotations, _ progress: ConsoleProgress
  ) throws -> [HyperparameterSearch.Trial] {
    let limit = trials ?? (name.isNeural ? 12 : 30)
    var search = HyperparameterSearch(
      name, data.positives, model.hyperparameters.values, seed: model.hyperparameters.seed)
    var number = 0
    return try search.run(limit: limit) { hyperparameters, options in
      number += 1
      progress.subject = "\(name.rawValue), trial \(number) of at most \(limit)"
      let figure = try evaluation.validate(
        Trainers.trainer(of: name, data.positives, hyperparameters), rotations: rotations.numbers, length: context,
        progress: progress)
      progress.end()
      if let figure { print("\(name.rawValue) \(described(figure))  \(options.joined(separator: " "))") }
      return figure
    }
  }

  private func described(_ trial: HyperparameterSearch.Trial) -> String {
    "\(described(trial.figure)) with \(trial.options.joined(separator: " "))"
  }

  private func described(_ figure: MetricsSummary.Mean) -> String {
    "\(Metric.ndcg100.rawValue) \(rounded(figure.value, 4)) ± \(rounded(figure.margin, 4))"
  }

  /// Measures a trial on the test users, and prints its figures.
  private func measure(
    _ trial: HyperparameterSearch.Trial, as part: String, _ name: ModelName, _ evaluation: Evaluation,
    _ rotations: Rotations,
    _ progress: ConsoleProgress
  ) throws {
    let trainer = Trainers.trainer(of: name, data.positives, trial.hyperparameters)
    let results = try rotations.numbers.map { rotation in
      try evaluation.run([trainer], rotation: rotation, lengths: [context], progress: progress)
    }
    progress.end()
    for result in EvaluationResult.pooled(results) where result.name == name.rawValue {
      print(FiguresTable.line(name.rawValue, part, context: context, result.test[0]))
      print(FiguresTable.intervals(result.test[0]))
    }
  }

  /// The options of the command that trains a trial's hyperparameters on all users.
  private func arguments(of trial: HyperparameterSearch.Trial, _ name: ModelName) -> [String] {
    let isNeural = name.isNeural
    let values = model.hyperparameters
    let kept =
      name != .ease
      ? [] : ["--weights", "\(values.weights)"] + (values.storage.map { ["--storage", $0.rawValue] } ?? [])
    return data.arguments.flatMap { [$0.option, quoted($0.value)] } + (data.allowRejected ? ["--allow-rejected"] : [])
      + data.taste.arguments + trial.options + kept
      + (isNeural ? ["--start", values.start.rawValue, "--seed", "\(values.seed)"] : [])
      + (isNeural ? values.negatives.map { ["--negatives", "\($0)"] } ?? [] : [])
      + (isNeural ? values.epochs.map { ["--epochs", "\($0)"] } ?? [] : [])
      + (isNeural && values.demographics != Hyperparameters().demographics
        ? [values.demographics ? "--demographics" : "--no-demographics"] : [])
      + (isNeural && values.start == .ease ? values.lambda.map { ["--lambda", "\($0)"] } ?? [] : [])
  }

  /// The text quoted as one shell word.
  private func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || Array("/._-".utf8).contains(byte)
    }
    return plain && !text.isEmpty
      ? text
      : "'"
        + String(
          // By bytes: a combining mark after a quote does not hide it.
          decoding: text.utf8.flatMap { $0 == UInt8(ascii: "'") ? Array("'\\''".utf8) : [$0] }, as: UTF8.self) + "'"
  }
}
