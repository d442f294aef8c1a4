import ArgumentParser
import Domain
import Training

/// What counts as liking a movie.
struct TasteOptions: ParsableArguments {
  @Option(help: "'liked' for ratings from 4 stars, or 'all' for any rating; both with selects.")
  var positive = Base.liked

  @Option(help: "The lowest rating that counts, in stars, 0.5–5. Default: 4, or 0.5 with --positive all.")
  var threshold: Double?

  @Option(help: "The weight of a select. A rating has weight 1, and a movie counts as liked from 0.5 on.")
  var selectWeight = Positives.liked.selectWeight

  @Option(help: "The weight of each view.")
  var viewWeight = Positives.liked.viewWeight

  @Option(help: "The weight that a rating of at most two stars takes away.")
  var dislikeWeight = Positives.liked.dislikeWeight

  @Option(
    name: .customLong("half-life"),
    help: "Age in days, relative to the newest signal, at which a signal counts half. Default: weights never fade.")
  var halfLifeInDays: Double?

  enum Base: String, ExpressibleByArgument { case liked, all }

  func validate() throws {
    if let threshold, Rating(stars: threshold) == nil {
      throw ValidationError("--threshold must be 0.5, 1, 1.5, … 5.")
    }
    for (name, weight) in [("select", selectWeight), ("view", viewWeight), ("dislike", dislikeWeight)] {
      guard weight >= 0, weight.isFinite else { throw ValidationError("--\(name)-weight must be 0 or more.") }
    }
    if let halfLifeInDays, !(halfLifeInDays > 0 && halfLifeInDays.isFinite) {
      throw ValidationError("--half-life must be above 0.")
    }
  }

  /// The options as given, without defaults, for a command that counts likes the same way.
  var arguments: [String] {
    var arguments = positive == .liked ? [] : ["--positive", positive.rawValue]
    let numbers = [
      ("--threshold", threshold),
      ("--select-weight", selectWeight == Positives.liked.selectWeight ? nil : selectWeight),
      ("--view-weight", viewWeight == Positives.liked.viewWeight ? nil : viewWeight),
      ("--dislike-weight", dislikeWeight == Positives.liked.dislikeWeight ? nil : dislikeWeight),
      ("--half-life", halfLifeInDays),
    ]
    for case (let option, let value?) in numbers { arguments += [option, "\(value)"] }
    return arguments
  }

  var positives: Positives {
    var positives =
      switch positive {
      case .liked: Positives.liked
      case .all: Positives.all
      }
    if let rating = threshold.flatMap({ Rating(stars: $0) }) { positives.threshold = rating }
    positives.selectWeight = selectWeight
    positives.viewWeight = viewWeight
    positives.dislikeWeight = dislikeWeight
    positives.halfLife = halfLifeInDays.map { .seconds($0 * 86_400) }
    return positives
  }
}
