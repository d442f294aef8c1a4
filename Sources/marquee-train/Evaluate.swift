import ArgumentParser
import Configuration
import Domain
import Scoring
import Training

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure models on users they were not trained on; nothing is served.",
    discussion: """
      Strong generalisation: users are dealt by a hash of their ids, models are trained on seven tenths, shown four \
      fifths of what a test user likes, and must find the rest. Models are written, mapped and scored just as the \
      server does it. The first line is popularity, which every model should beat.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "0–4, 'pooled' for the test users of all five, or 'each'. Default: pooled, from 2,000 users on 0.")
  var rotations: Rotations?

  @Option(help: "Show at most this many films of each test user. Default: all.")
  var context: Int?

  @Flag(help: "Tell models nothing of test users but what they like, as of visitors: no age, no gender.")
  var anonymous = false

  @Option(help: "Also write a report with plots to this file: one page of HTML that needs no other.")
  var report: String?

  @Flag(help: "Also print how often a user's last film is among the best 10 after all others.")
  var temporal = false

  func validate() throws {
    if let context, context < 1 { throw ValidationError("--context must be at least 1.") }
  }

  func run() throws {
    try reportingFailure {
      let progress = ConsoleProgress()
      let configuration = try Configuration.load(file: data.config)
      let dataset = try readData(data, configuration, progress).dataset
      let evaluation = Evaluation(dataset, scratch: temporaryFolder(), isAnonymous: anonymous)
      let rotations = rotations ?? .suitable(for: dataset)
      let trainers = model.trainers(data.positives)
      let lengths = context.map { [$0] } ?? Auto.lengths
      print(FiguresTable.header)
      var results: [[EvaluationResult]] = []
      for rotation in rotations.numbers {
        let result = try evaluation.run(trainers, rotation: rotation, lengths: lengths, progress: progress)
        progress.end()
        if rotations == .each { result.forEach { printLines(of: $0, "\(rotation)", lengths) } }
        results.append(result)
      }
      let pooled = EvaluationResult.pooled(results)
      guard !pooled.isEmpty else { throw TrainingError.nobodyToMeasure }
      for result in pooled { printLines(of: result, rotations.name, lengths) }
      if let report {
        let page = Report(pooled, lengths: lengths, dataset, rotations: rotations.name, at: .now())
        try writeText(page.html, to: report)
        say("the report is \(report)")
      }
      guard temporal else { return }
      for trainer in [nil] + trainers.map(Optional.some) {
        progress.subject = trainer?.name.rawValue ?? "popularity"
        if let rate = try evaluation.temporalHitRate(trainer, progress: progress) {
          progress.end()
          print("\(progress.subject) temporal HR@10 \(FiguresTable.decimal(rate))")
        }
      }
    }
  }

  /// One line for each length of context.
  private func printLines(of result: EvaluationResult, _ part: String, _ lengths: [Int?]) {
    for (length, summary) in zip(lengths, result.test) {
      print(FiguresTable.line(result.name, part, films: length, summary))
      print(FiguresTable.intervals(summary))
    }
  }
}
