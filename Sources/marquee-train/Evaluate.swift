import ArgumentParser
import Configuration
import Domain
import Scoring
import Training

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure models on users they were not trained on. Nothing is served.",
    discussion: """
      Strong generalisation: a hash of their ids splits users. Models are trained on seven tenths of them, shown four \
      fifths of what a test user likes, and must find the rest. Models are written, mapped and scored as in the \
      server. The first line is popularity, which every model should beat. Coverage@20 is the share of movies that are \
      among the best 20 of some user. Gini@20 says how unequally these places are spread: 0 if all movies have equally \
      many, close to 1 if the same few have all.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "0–4, 'pooled' for all five together, or 'each'. Default: pooled, or 0 from 2,000 users on.")
  var rotations: Rotations?

  @Option(help: "Show at most this many movies of each test user. Default: all.")
  var context: Int?

  @Flag(help: "Hide age and gender of test users, as if they were visitors.")
  var anonymous = false

  @Option(help: "Also write a report with plots to this file, as one self-contained HTML page.")
  var report: String?

  @Option(
    help: """
      Also write the list of each test user to this file, as CSV, or as TSV if its name ends in .tsv. Columns: model, \
      rotation, context, user, rank, item, score, and hit: 1 if the user likes the item.
      """)
  var lists: String?

  @Option(help: "Movies of each list in --lists, 1–100.")
  var top = 20

  @Option(
    help: """
      Also write the metrics of each test user to this file, as CSV or TSV. Columns: model, rotation, context, user, \
      shown (the movies shown), targets (the movies to be found), and each metric.
      """)
  var users: String?

  @Option(
    help: """
      Also write how often each movie is among the best 20 to this file, as CSV or TSV. Columns: model, context, item, \
      lists (the test users among whose best 20 it is), and share (of all test users). Movies in no list are left out.
      """)
  var exposure: String?

  @Option(
    help: """
      Also print how much each model differs from this one, user by user, with intervals and the p values of paired \
      t-tests: a model that is measured, auto or popularity.
      """)
  var against: String?

  @Flag(help: "Also print what the 'diversity' of a request does to the best 10: NDCG@10, genres, their similarity.")
  var diversity = false

  @Flag(
    help: """
      Also train models that never see a tenth of the movies, another tenth in each rotation, and print how often \
      users find these.
      """)
  var newMovies = false

  @Flag(help: "Also print how often a user's last movie is among the best 10 after all others.")
  var temporal = false

  func validate() throws {
    if let context, context < 1 { throw ValidationError("--context must be at least 1.") }
    if let against, !measured.contains(against) {
      throw ValidationError("--against must be one of those that are measured: \(measured.joined(separator: ", ")).")
    }
    guard (1...Metric.rankingLength).contains(top) else { throw ValidationError("--top must be 1–100.") }
  }

  /// The names of what is measured.
  private var measured: [String] {
    ["popularity"] + model.names.map(\.rawValue) + (model.names.count > 1 ? [Auto.name] : [])
  }

  func run() throws {
    try reportingFailure {
      let progress = ConsoleProgress()
      let configuration = try Configuration.load(file: data.config)
      let read = try readData(data, configuration, progress)
      let dataset = read.dataset
      let evaluation = Evaluation(
        dataset, read.ratings, scratch: temporaryFolder(), isAnonymous: anonymous, measuresDiversity: diversity)
      let rotations = rotations ?? .suitable(for: dataset)
      let trainers = model.trainers(data.positives)
      let lengths = context.map { [$0] } ?? Auto.lengths
      let tables = try RankingTables(lists: lists, top: top, users: users)
      print(FiguresTable.header)
      var results: [[EvaluationResult]] = []
      for rotation in rotations.numbers {
        let result = try evaluation.run(
          trainers, rotation: rotation, lengths: lengths, progress: progress, observe: tables.add)
        progress.end()
        if rotations == .each { result.forEach { printLines(of: $0, "\(rotation)", lengths) } }
        results.append(result)
      }
      try tables.finish()
      for path in [lists, users].compactMap(\.self) { say("wrote \(path)") }
      let pooled = EvaluationResult.pooled(results)
      guard !pooled.isEmpty else { throw TrainingError.nobodyToMeasure }
      for result in pooled { printLines(of: result, rotations.name, lengths) }
      if let other = pooled.first(where: { $0.name == against }) {
        print(FiguresTable.differenceHeader)
        for result in pooled where result.name != against {
          for (length, differences) in zip(lengths, result.differences(from: other)) {
            print(FiguresTable.lines(result.name, against: other.name, context: length, differences))
          }
        }
      }
      let chances = pooled.compactMap { result in result.chance.map { (result.name, $0) } }
      if !chances.isEmpty {
        print(FiguresTable.chanceHeader)
        for (name, summary) in chances { print(FiguresTable.line(name, summary)) }
      }
      if diversity {
        print(FiguresTable.diversityHeader)
        for result in pooled { for summary in result.diversity { print(FiguresTable.line(result.name, summary)) } }
      }
      if let exposure {
        try writeExposure(of: pooled, lengths, to: exposure)
        say("wrote \(exposure)")
      }
      if let report {
        let page = Report(pooled, lengths: lengths, dataset, rotations: rotations.name, at: .now())
        try writeText(page.html, to: report)
        say("wrote the report to \(report)")
      }
      if newMovies {
        let summaries = try rotations.numbers.map { rotation in
          try evaluation.newItems(trainers, rotation: rotation, read.movies, progress: progress)
        }
        progress.end()
        print(FiguresTable.newMoviesHeader)
        for summary in NewItemSummary.pooled(summaries) { print(FiguresTable.line(summary)) }
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

  /// The items of each model, those with the most lists first.
  private func writeExposure(of results: [EvaluationResult], _ lengths: [Int?], to path: String) throws(WriteFailure) {
    let table = try TableFile(path, columns: ["model", "context", "item", "lists", "share"])
    for result in results {
      for (length, summary) in zip(lengths, result.test) {
        for (item, lists) in summary.exposure.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
          let share = Double(lists) / Double(summary.users)
          table.add([
            result.name, FiguresTable.name(ofContext: length), "\(item)", "\(lists)", FiguresTable.decimal(share),
          ])
        }
      }
    }
    try table.finish()
  }

  /// Prints one line per context length.
  private func printLines(of result: EvaluationResult, _ part: String, _ lengths: [Int?]) {
    for (length, summary) in zip(lengths, result.test) {
      print(FiguresTable.line(result.name, part, context: length, summary))
      print(FiguresTable.intervals(summary))
    }
  }
}
