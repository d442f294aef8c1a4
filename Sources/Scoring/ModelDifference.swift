import Domain

/// How the recommendations of two models differ: for each of many items, the lists of both models for a user who likes
/// only that item.
package struct ModelDifference: Sendable {
  /// The length of the lists that are compared.
  package static let listLength = 20

  /// The lists that an item is in.
  package struct Change: Equatable, Sendable {
    package let item: ItemID
    package let before: Int
    package let after: Int

    package var gain: Int { after - before }
  }

  /// The number of lists of each model.
  package private(set) var contexts = 0
  /// The items that only one of the models has.
  package let added: Int
  package let removed: Int
  /// The mean share of a list that is in both models' lists, 0–1.
  package private(set) var overlap = 0.0
  /// The share of lists that are the same in both models, 0–1.
  package private(set) var unchanged = 0.0
  /// The mean rank correlation (Spearman's ρ) of all items that both models have, −1 to 1. Nil if it is undefined
  /// for every context, because all scores of a model are equal.
  package private(set) var correlation: Double?
  /// The items that are in more or fewer lists than before, the greatest gain first.
  package private(set) var changes: [Change] = []

  /// - Parameter limit: the most contexts, taken evenly from the items that users of both models like; at least 1. To
  ///   a user who likes any other item, all items are alike.
  package init(from old: Model, to new: Model, contexts limit: Int) {
    let common = (0..<old.itemCount).map(old.id(at:)).filter(new.contains)
    added = new.itemCount - common.count
    removed = old.itemCount - common.count
    let known = common.filter { old.isLiked($0) && new.isLiked($0) }
    let chosen = min(limit, known.count)
    var workspace = ScoringWorkspace()
    var correlations: [Double] = []
    var lists: [ItemID: (before: Int, after: Int)] = [:]
    for context in (0..<chosen).map({ known[$0 * known.count / chosen] }) {
      let before = old.recommend(context: [context], count: old.itemCount, workspace: &workspace)
      let after = new.recommend(context: [context], count: new.itemCount, workspace: &workspace)
      let (best, newBest) = (before.prefix(Self.listLength).map(\.id), after.prefix(Self.listLength).map(\.id))
      for item in best { lists[item, default: (0, 0)].before += 1 }
      for item in newBest { lists[item, default: (0, 0)].after += 1 }
      let longest = max(best.count, newBest.count)
      overlap += longest == 0 ? 1 : Double(Set(best).intersection(newBest).count) / Double(longest)
      unchanged += best == newBest ? 1 : 0
      if let correlation = Self.rankCorrelation(before, after) { correlations.append(correlation) }
    }
    contexts = chosen
    overlap /= Double(max(1, chosen))
    unchanged /= Double(max(1, chosen))
    correlation = correlations.isEmpty ? nil : correlations.reduce(0, +) / Double(correlations.count)
    changes = lists.map { Change(item: $0.key, before: $0.value.before, after: $0.value.after) }
      .filter { $0.gain != 0 }
      .sorted { ($1.gain, $0.item) < ($0.gain, $1.item) }
  }

  /// Spearman's ρ of the items in both rankings; nil if all of one ranking's scores are equal.
  static func rankCorrelation(_ first: [ScoredItem], _ second: [ScoredItem]) -> Double? {
    let inSecond = Set(second.map(\.id))
    let common = first.filter { inSecond.contains($0.id) }
    let places = Dictionary(uniqueKeysWithValues: zip(common.map(\.id), ranks(of: common)))
    let others = second.filter { places[$0.id] != nil }
    // The mean of all ranks from 0 to n − 1, with and without ties.
    let mean = Double(common.count - 1) / 2
    var (product, square, otherSquare) = (0.0, 0.0, 0.0)
    for (item, rank) in zip(others, ranks(of: others)) {
      let (own, other) = ((places[item.id] ?? mean) - mean, rank - mean)
      product += own * other
      square += own * own
      otherSquare += other * other
    }
    return square > 0 && otherSquare > 0 ? product / (square * otherSquare).squareRoot() : nil
  }

  /// Ranks from 0; items with the same score share the mean of their ranks.
  /// - Parameter ranking: best first.
  private static func ranks(of ranking: [ScoredItem]) -> [Double] {
    var ranks: [Double] = []
    while ranks.count < ranking.count {
      let start = ranks.count
      let end = ranking[start...].firstIndex { $0.score != ranking[start].score } ?? ranking.count
      ranks += Array(repeating: Double(start + end - 1) / 2, count: end - start)
    }
    return ranks
  }
}
