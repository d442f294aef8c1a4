import ArgumentParser
import Configuration
import Domain
import JSON
import ModelFile
import Scoring

struct DiffModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show how the recommendations of two versions of a model differ.",
    discussion: """
      Compares the best 20 of both versions for users who like a single movie, for many movies in turn: how much of a \
      list stays, how alike all movies are ranked (Spearman's rank correlation), and which movies gained or lost most \
      lists. Whether a version is better: marquee-train compare.
      """)

  @OptionGroup var options: ConfigurationOptions

  @OptionGroup var argument: ModelArgument

  @Argument(help: "The version to compare with, as shown by 'models list'. Default: the newest of the older ones.")
  var from: String?

  @Argument(help: "The version that is compared. Default: the served one.")
  var to: String?

  @Option(help: "The most movies to compare lists for, 1–100000.")
  var contexts = 500

  @Option(help: "Movies that gained and that lost most lists to show, 0–10000.")
  var top = 10

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  func validate() throws {
    guard (1...100_000).contains(contexts) else { throw ValidationError("--contexts must be from 1 to 100000.") }
    guard (0...10_000).contains(top) else { throw ValidationError("--top must be from 0 to 10000.") }
  }

  private var model: ModelName { argument.model }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let versions = ModelVersions(in: configuration.models)
      guard let from = try from ?? versions.older(of: model.rawValue).first else { throw NoOlder(model: model) }
      let (old, new) = (try versions.load(model, from), try versions.load(model, to))
      let report = DifferenceReport(
        old: old, new: new, difference: ModelDifference(from: old, to: new, contexts: contexts), top: top,
        titles: MovieTitles(configuration))
      print(json ? report.json : report.text)
    }
  }
}

private struct DifferenceReport {
  let old: Model
  let new: Model
  let difference: ModelDifference
  let top: Int
  let titles: MovieTitles

  private var gained: [ModelDifference.Change] { difference.changes.filter { $0.gain > 0 }.prefix(top).map(\.self) }
  private var lost: [ModelDifference.Change] {
    difference.changes.reversed().filter { $0.gain < 0 }.prefix(top).map(\.self)
  }

  var text: String {
    let length = ModelDifference.listLength
    var lines = [
      "\(new.label): from \(old.version) to \(new.version)",
      "movies: \(new.itemCount), \(difference.added) of them new, \(difference.removed) gone",
      """
      best \(length) for a user who likes a single movie, \(difference.contexts) such users: \
      \(percent(difference.overlap)) of the movies in both lists, \(percent(difference.unchanged)) of the \
      lists unchanged
      """,
      "rank correlation of all movies: \(difference.correlation.map(Self.rounded) ?? "undefined")",
    ]
    if !gained.isEmpty { lines += ["gained lists:"] + gained.map(line) }
    if !lost.isEmpty { lines += ["lost lists:"] + lost.map(line) }
    return lines.joined(separator: "\n")
  }

  private func line(_ change: ModelDifference.Change) -> String {
    let gain = (change.gain > 0 ? "+" : "") + "\(change.gain)"
    return "  \(gain), from \(change.before) to \(change.after): \(titles.label(of: change.item))"
  }

  var json: String {
    let object = JSONWriter.object { json in
      json.field("model", new.label)
      json.field("from", old.version)
      json.field("to", new.version)
      json.field("movies", new.itemCount)
      json.field("new_movies", difference.added)
      json.field("gone_movies", difference.removed)
      json.field("contexts", difference.contexts)
      json.field("overlap", difference.overlap)
      json.field("unchanged", difference.unchanged)
      json.field("rank_correlation", difference.correlation)
      json.field("gained") { write(gained, to: &$0) }
      json.field("lost") { write(lost, to: &$0) }
    }
    return String(decoding: object, as: UTF8.self)
  }

  private func write(_ changes: [ModelDifference.Change], to json: inout JSONWriter) {
    json.array { list in
      for change in changes {
        list.object { json in
          json.field("id", change.item)
          json.field("title", titles[change.item])
          json.field("before", change.before)
          json.field("after", change.after)
        }
      }
    }
  }

  private static func rounded(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
}
