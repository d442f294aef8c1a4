import Domain
import ModelFile

/// What a model was trained on, as its file keeps it: whether two trainings can be compared, and whether one of them
/// lost its data.
package struct Origin: Equatable, Sendable {
  /// Where the signals came from: `database`, or files and their layout, `files (.csv)`.
  package let source: String
  /// What counted as liking a film.
  package let taste: [String: String]
  /// Ratings and selects, liked or not, and the people and films that they are of.
  package let counts: SignalCounts
  package let positives: Int
  /// Whether it took its place although it was worse: it begins anew, and what was better before it no longer counts.
  package var isForced = false

  package init(source: String, _ positives: Positives, _ counts: SignalCounts, _ dataset: Dataset) {
    self.source = source
    taste = Dictionary(uniqueKeysWithValues: positives.settings.map { ($0.name, $0.value) })
    self.counts = counts
    self.positives = dataset.positiveCount
  }

  /// Nil for a file that does not tell.
  init?(_ pairs: [(name: String, value: String)]) {
    var values = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    func count(_ name: String) -> Int? { values.removeValue(forKey: name).flatMap { Int($0) } }
    guard let source = values.removeValue(forKey: Self.source), let users = count(Self.users),
      let films = count(Self.films), let signals = count(Self.signals), let positives = count(Self.positives)
    else { return nil }
    self.source = source
    counts = SignalCounts(users: users, films: films, signals: signals)
    self.positives = positives
    isForced = values.removeValue(forKey: Self.forced) != nil
    taste = values
  }

  /// As a model file keeps them.
  package var pairs: [(name: String, value: String)] {
    [
      (Self.source, source), (Self.users, "\(counts.users)"), (Self.films, "\(counts.films)"),
      (Self.signals, "\(counts.signals)"), (Self.positives, "\(positives)"),
    ] + taste.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + (isForced ? [(Self.forced, "yes")] : [])
  }

  private static let source = "data"
  private static let users = "users"
  private static let films = "rated films"
  private static let signals = "ratings and selects"
  private static let positives = "positives"
  private static let forced = "forced"

  /// Why figures of the two say nothing about each other; nil if they do.
  func difference(from other: Origin) -> String? {
    guard source == other.source else { return "its data are from \(other.source), the new ones from \(source)" }
    let settings = Set(taste.keys).union(other.taste.keys).sorted().filter { taste[$0] != other.taste[$0] }
    guard let setting = settings.first else { return nil }
    return "its \(setting) is \(other.taste[setting] ?? "not told"), the new one's \(taste[setting] ?? "not told")"
  }
}

/// How much there is to learn from, whatever is then taken for liking.
package struct SignalCounts: Equatable, Sendable {
  package let users: Int
  package let films: Int
  package let signals: Int

  package init(users: Int, films: Int, signals: Int) {
    self.users = users
    self.films = films
    self.signals = signals
  }
}

extension Positives {
  /// All that decides what counts as liking, for people and for comparing two trainings.
  package var settings: [(name: String, value: String)] {
    [
      ("positive", threshold == Positives.all.threshold ? "all" : "liked"), ("threshold", decimal(threshold.stars)),
      ("select weight", decimal(selectWeight)), ("view weight", decimal(viewWeight)),
      ("dislike weight", decimal(dislikeWeight)), ("half-life", halfLife.map { "\(decimal($0)) days" } ?? "none"),
    ]
  }
}
