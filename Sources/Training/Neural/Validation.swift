import Domain
import LinearAlgebra
import Scoring

/// Users that a net is not trained on, to see while it is trained how it does on those.
struct Validation {
  private let contexts: [[Int32]]
  private let demographics: [Demographics]
  private let targets: [Set<Int32>]
  private let films: Int
  private let recipe: NeuralRecipe

  var isEmpty: Bool { contexts.isEmpty }

  /// Users scored at a time: their scores and what is between the layers are in memory.
  private static let batch = 64

  init(_ users: [HeldOutUser], _ dataset: Dataset, _ recipe: NeuralRecipe) {
    films = dataset.items.count
    self.recipe = recipe
    demographics = users.map(\.demographics)
    let positions = Dictionary(uniqueKeysWithValues: zip(dataset.items, dataset.items.indices.map { Int32($0) }))
    contexts = users.map { $0.context.compactMap { positions[$0] }.sorted() }
    targets = users.map { Set($0.targets.compactMap { positions[$0] }) }
  }

  /// The mean NDCG@100; nil without users.
  func figure(of net: Net) -> Double? {
    guard !contexts.isEmpty else { return nil }
    var sum = 0.0
    var best = BestItems()
    for start in stride(from: 0, to: contexts.count, by: Self.batch) {
      let users = start..<min(start + Self.batch, contexts.count)
      let scores = net.scores(
        People(Array(contexts[users]), films: films, Array(demographics[users]), recipe))
      for user in users { sum += figure(user, scores, row: user - start, &best) }
    }
    return sum / Double(contexts.count)
  }

  private func figure(_ user: Int, _ scores: Matrix<Float>, row: Int, _ best: inout BestItems) -> Double {
    best.reset(count: Metric.rankingLength)
    var known = contexts[user][...]
    for film in 0..<Int32(films) {
      if known.first == film {
        known.removeFirst()
        continue
      }
      let score = Double(scores[row, Int(film)])
      if score > best.threshold { best.insert(BestItems.Item(score: score, position: film)) }
    }
    return Metric.ndcg100.value(
      hits: best.sorted().map { targets[user].contains($0.position) }, targets: targets[user].count)
  }
}
