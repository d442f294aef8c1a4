import Domain
import ModelFile

/// What a model was trained on, as stored in its file. It shows whether two trainings can be compared, and whether data
/// was lost between them.
package struct TrainingBasis: Equatable, Sendable {
  /// `database`, or files with their extension, for example `files (.csv)`.
  package let source: String
  /// The settings of `Positives`: what counted as liking an item.
  package let taste: [String: String]
  package let counts: SignalCounts
  package let positives: Int
  /// Whether the model was published although it was worse. Better versions before it no longer count.
  package var isForced = false

  package init(source: String, _ positives: Positives, _ counts: SignalCounts, _ dataset: Dataset) {
    self.source = source
    taste = Dictionary(uniqueKeysWithValues: positives.settings.map { ($0.name, $0.value) })
    self.counts = counts
    self.positives = dataset.positiveCount
  }

  /// Nil if the pairs of a file do not say.
  init?(_ pairs: [(name: String, value: String)]) {
    var values = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    func count(_ name: String) -> Int? { values.removeValue(forKey: name).flatMap { Int($0) } }
    guard let source = values.removeValue(forKey: Self.source), let users = count(Self.users),
      let items = count(Self.items), let signals = count(Self.signals), let positives = count(Self.positives)
    else { return nil }
    self.source = source
    counts = SignalCounts(users: users, items: items, signals: signals)
    self.positives = positives
    isForced = values.removeValue(forKey: Self.forced) != nil
    taste = values
  }

  /// The pairs as stored in a model file.
  package var pairs: [(name: String, value: String)] {
    [
      (Self.source, source), (Self.users, "\(counts.users)"), (Self.items, "\(counts.items)"),
      (Self.signals, "\(counts.signals)"), (Self.positives, "\(positives)"),
    ] + taste.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + (isForced ? [(Self.forced, "yes")] : [])
  }

  /// The source of models trained on the database.
  package static let database = "database"

  private static let source = "data"
  private static let users = "users"
  private static let items = "rated films"
  private static let signals = "ratings and selects"
  private static let positives = "positives"
  private static let forced = "forced"

  /// What keeps the figures of two trainings from being compared.
  package enum Difference: Equatable {
    case source(own: String, other: String)
    case taste(setting: String, own: String, other: String)
  }

  /// Nil if the figures of the two trainings can be compared.
  func difference(from other: TrainingBasis) -> Difference? {
    guard source == other.source else { return .source(own: source, other: other.source) }
    let settings = Set(taste.keys).union(other.taste.keys).sorted().filter { taste[$0] != other.taste[$0] }
    return settings.first.map { setting in
      .taste(setting: setting, own: taste[setting] ?? "unknown", other: other.taste[setting] ?? "unknown")
    }
  }
}

/// How much data there is, whatever counts as positive: ratings and selects, and the users and items that have any.
package struct SignalCounts: Equatable, Sendable {
  package let users: Int
  package let items: Int
  package let signals: Int

  package init(users: Int, items: Int, signals: Int) {
    self.users = users
    self.items = items
    self.signals = signals
  }
}

extension Positives {
  /// Everything that decides what counts as positive, to show and to compare two trainings.
  package var settings: [(name: String, value: String)] {
    [
      ("positive", threshold == Positives.all.threshold ? "all" : "liked"), ("threshold", decimal(threshold.stars)),
      ("select weight", decimal(selectWeight)), ("view weight", decimal(viewWeight)),
      ("dislike weight", decimal(dislikeWeight)), ("half-life", halfLife.map { "\(days($0)) days" } ?? "none"),
    ]
  }

  /// From settings as stored in a model file; nil if they are not whole.
  init?(settings: [String: String]) {
    func number(_ name: String) -> Double? {
      settings[name].flatMap(Double.init).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    }
    guard let threshold = number("threshold").flatMap(Rating.init(stars:)), let select = number("select weight"),
      let view = number("view weight"), let dislike = number("dislike weight"), let halfLife = settings["half-life"]
    else { return nil }
    self.init(threshold: threshold)
    selectWeight = select
    viewWeight = view
    dislikeWeight = dislike
    if halfLife != "none" {
      guard halfLife.hasSuffix(" days"), let days = Double(halfLife.dropLast(5)), days > 0, days < 1e6 else {
        return nil
      }
      self.halfLife = .seconds(86_400 * days)
    }
  }

  /// Rounded to nine decimals, so that a number of days reads as it was entered.
  private func days(_ duration: Duration) -> String {
    decimal((duration / .seconds(86_400) * 1e9).rounded() / 1e9)
  }
}
