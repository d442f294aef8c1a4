import Domain
import LinearAlgebra
import Scoring

/// Users that a network is not trained on. They measure it during training.
struct Validation {
  private let contexts: [[Int32]]
  private let demographics: [Demographics]
  private let targets: [Set<Int32>]
  private let items: Int
  private let hyperparameters: NeuralHyperparameters

  var isEmpty: Bool { contexts.isEmpty }

  /// With more users a pass would be measured for longer than it takes. The standard error of this many is .004.
  private static let maximumUsers = 2_000

  /// Users scored at once, which limits the memory for scores and activations.
  private static let batch = 64

  /// - Parameter users: if there are too many, every second, third, … of them counts.
  init(_ users: [HeldOutUser], _ dataset: Dataset, _ hyperparameters: NeuralHyperparameters) {
    let interval = (users.count + Self.maximumUsers - 1) / Self.maximumUsers
    let users = stride(from: 0, to: users.count, by: max(1, interval)).map { users[$0] }
    items = dataset.items.count
    self.hyperparameters = hyperparameters
    demographics = users.map(\.demographics)
    let positions = Dictionary(uniqueKeysWithValues: zip(dataset.items, dataset.items.indices.map { Int32($0) }))
    contexts = users.map { $0.context.compactMap { positions[$0] }.sorted() }
    targets = users.map { Set($0.targets.compactMap { positions[$0] }) }
  }

  /// The mean NDCG@100; nil if there are no users.
  func figure(of network: NeuralNetwork) -> Double? {
    guard !contexts.isEmpty else { return nil }
    var sum = 0.0
    var best = BestItems()
    for start in stride(from: 0, to: contexts.count, by: Self.batch) {
      let users = start..<min(start + Self.batch, contexts.count)
      let scores = network.scores(
        UserFeatures(Array(contexts[users]), items: items, Array(demographics[users]), hyperparameters))
      for user in users { sum += figure(user, scores, row: user - start, &best) }
    }
    return sum / Double(contexts.count)
  }

  private func figure(_ user: Int, _ scores: Matrix<Float>, row: Int, _ best: inout BestItems) -> Double {
    best.reset(count: Metric.rankingLength)
    var known = contexts[user][...]
    for item in 0..<Int32(items) {
      if known.first == item {
        known.removeFirst()
        continue
      }
      let score = Double(scores[row, Int(item)])
      if score > best.threshold { best.insert(BestItems.RankedItem(score: score, position: item)) }
    }
    return Metric.ndcg100.value(
      hits: best.sorted().map { targets[user].contains($0.position) }, targets: targets[user].count)
  }
}
