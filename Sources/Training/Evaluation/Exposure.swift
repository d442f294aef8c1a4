import Scoring

/// How often each item is among the best 20 of the users, for one trained model.
package struct Exposure: Sendable {
  /// How many items at the top of each ranking count.
  package static let listLength = 20

  /// The number of items that could be recommended.
  private let catalogue: Int
  /// The lists that each item is in; an item in none is missing.
  package private(set) var lists: [ItemID: Int] = [:]

  init(catalogue: Int) { self.catalogue = catalogue }

  /// - Parameter best: the items at the top of a ranking.
  mutating func add(_ best: some Sequence<ItemID>) {
    for item in best { lists[item, default: 0] += 1 }
  }

  /// The share of the catalogue that is in some list.
  var coverage: Double { catalogue == 0 ? 0 : Double(lists.count) / Double(catalogue) }

  /// The Gini coefficient over the whole catalogue: 0 if all items are in equally many lists, close to 1 if all lists
  /// have the same few items. `(2 Σ i x_i) / (n Σ x_i) − (n + 1) / n` for the counts x in ascending order.
  var gini: Double {
    let counts = lists.values.sorted()
    guard !counts.isEmpty else { return 0 }
    let (n, missing) = (Double(catalogue), catalogue - counts.count)
    let weighted = counts.enumerated().reduce(0) { $0 + Double(missing + $1.offset + 1) * Double($1.element) }
    return 2 * weighted / (n * Double(counts.reduce(0, +))) - (n + 1) / n
  }

  /// The share of all places that the items with the most lists take.
  /// - Parameter share: how many of these items there are, as a share of the catalogue, 0–1.
  func concentration(of share: Double) -> Double {
    let counts = lists.values.sorted(by: >)
    guard !counts.isEmpty else { return 0 }
    let first = counts.prefix(Int((share * Double(catalogue)).rounded(.up)))
    return Double(first.reduce(0, +)) / Double(counts.reduce(0, +))
  }
}
