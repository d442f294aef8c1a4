import ArgumentParser
import Configuration
import Domain
import Glibc
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

  @Flag(help: "Also print how often a user's last film is among the best 10 after all others.")
  var temporal = false

  func validate() throws {
    if let context, context < 1 { throw ValidationError("--context must be at least 1.") }
  }

  func run() throws {
    try reportingFailure {
      let progress = ConsoleProgress()
      let configuration = try Configuration.load(file: data.config)
      let dataset = try readDataset(data, configuration, progress)
      let evaluation = Evaluation(dataset, scratch: temporaryFolder())
      let rotations = rotations ?? .suitable(for: dataset)
      print(FiguresTable.header)
      for trainer in [nil] + model.trainers(data.positive).map(Optional.some) {
        progress.subject = trainer?.name.rawValue ?? "popularity"
        var summaries: [MetricsSummary] = []
        for rotation in rotations.numbers {
          let summary = try evaluation.run(trainer, rotation: rotation, contextLength: context, progress: progress)
          progress.end()
          if rotations == .each { print(FiguresTable.line(progress.subject, "\(rotation)", summary)) }
          summaries.append(summary)
        }
        let pooled = MetricsSummary.pooled(summaries)
        print(FiguresTable.line(progress.subject, rotations.name, pooled))
        print(FiguresTable.errors(pooled))
        if temporal, let rate = try evaluation.temporalHitRate(trainer, progress: progress) {
          progress.end()
          print("\(progress.subject) temporal HR@10 \(FiguresTable.decimal(rate))")
        }
      }
    }
  }

  private func temporaryFolder() -> String {
    getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  }
}
