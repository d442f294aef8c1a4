import ArgumentParser
import Domain
import Training

/// What counts as liking a film.
struct TasteOptions: ParsableArguments {
  @Option(help: "'liked', ratings from 4 stars, or 'all', any rating; selects in both.")
  var positive = Base.liked

  @Option(help: "The least rating that counts, in stars, 0.5–5. Default: 4, or 0.5 with --positive all.")
  var threshold: Double?

  @Option(help: "What a select counts; a rating counts 1, and a film is liked from a half.")
  var selectWeight = Positives.liked.selectWeight

  @Option(help: "What each view counts.")
  var viewWeight = Positives.liked.viewWeight

  @Option(help: "What a rating of at most two stars takes away.")
  var dislikeWeight = Positives.liked.dislikeWeight

  @Option(help: "Days after which everything counts half, reckoned from the newest signal. Default: it never fades.")
  var halfLife: Double?

  enum Base: String, ExpressibleByArgument { case liked, all }

  func validate() throws {
    if let threshold, Rating(stars: threshold) == nil {
      throw ValidationError("--threshold must be 0.5, 1, 1.5, … 5.")
    }
    for (name, weight) in [("select", selectWeight), ("view", viewWeight), ("dislike", dislikeWeight)] {
      guard weight >= 0, weight.isFinite else { throw ValidationError("--\(name)-weight must be 0 or more.") }
    }
    if let halfLife, !(halfLife > 0 && halfLife.isFinite) { throw ValidationError("--half-life must be above 0.") }
  }

  /// As they were given, for a command that is to count the same; defaults are left out.
  var arguments: [String] {
    var arguments = positive == .liked ? [] : ["--positive", positive.rawValue]
    let numbers = [
      ("--threshold", threshold),
      ("--select-weight", selectWeight == Positives.liked.selectWeight ? nil : selectWeight),
      ("--view-weight", viewWeight == Positives.liked.viewWeight ? nil : viewWeight),
      ("--dislike-weight", dislikeWeight == Positives.liked.dislikeWeight ? nil : dislikeWeight),
      ("--half-life", halfLife),
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
    positives.halfLife = halfLife
    return positives
  }
}
