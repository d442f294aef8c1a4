import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Models that follow what users like now, between trainings. All have the same items and the same idea of liking.
package struct Learning: Sendable {
  private let models: [LearnableModel]
  package var taste: Positives { models[0].taste }
  /// Empty while it rests.
  private var learners: [any Learner] = []
  private let itemFeatures: ItemFeatures
  private var histories: [UserID: History] = [:]

  /// Why models stay as they are although the data has changed.
  package enum Refusal: Error, Equatable, CustomStringConvertible {
    /// Numbers of positives.
    case lostData(left: Int, trainedOn: Int)
    case training(TrainingError)

    package var description: String {
      switch self {
      case .lostData(let left, let trainedOn):
        "less than half of the data is left (\(left) positives; trained on \(trainedOn))"
      case .training(let cause): "\(cause)"
      }
    }
  }

  /// Trains all models from scratch.
  /// - Parameters:
  ///   - models: at least one, all with the same items and taste.
  ///   - dataset: everything that users like now.
  package init(_ models: [LearnableModel], on dataset: Dataset) throws(Refusal) {
    precondition(models.allSatisfy { $0.items == models[0].items && $0.taste == models[0].taste })
    self.models = models
    let positions = models[0].positions(in: dataset.items)
    itemFeatures = dataset.itemFeatures.rows(at: positions.ofModel)
    for (number, user) in dataset.users.enumerated() {
      let history = positions.known(dataset.history(ofUserAt: number))
      if history != .empty { histories[user] = history }
    }
    try train()
  }

  private mutating func train() throws(Refusal) {
    let histories = histories.sorted { $0.key < $1.key }.map { $0.value }
    let positives = SparseMatrix(columns: models[0].items.count, histories.map(\.items))
    let favourites =
      histories.contains { $0.isFavourite != nil }
      ? SparseMatrix(columns: models[0].items.count, histories.map(\.favourites)) : nil
    try checkSize()
    do throws(TrainingError) {
      learners = []
      for model in models { learners.append(try model.learner(on: positives, favourites, itemFeatures)) }
    } catch {
      throw .training(error)
    }
  }

  /// The same rule as for a training: less than half of the data is a fault, not a change of taste.
  private func checkSize() throws(Refusal) {
    let count = histories.values.reduce(0) { $0 + $1.items.count }
    let trainedOn = models.map(\.positives).max() ?? 0
    guard count > 0, count * 2 >= trainedOn else { throw .lostData(left: count, trainedOn: trainedOn) }
  }

  /// Follows the users to what they like now.
  /// - Parameters:
  ///   - users: those whose likes may have changed.
  ///   - dataset: everything that these users like now. Who is missing in it likes nothing.
  /// - Returns: whether anything has changed.
  package mutating func follow(_ users: Set<UserID>, in dataset: Dataset) throws(Refusal) -> Bool {
    let positions = models[0].positions(in: dataset.items)
    var now: [UserID: History] = [:]
    for (number, user) in dataset.users.enumerated() { now[user] = positions.known(dataset.history(ofUserAt: number)) }
    var changes: [HistoryChange] = []
    for user in users.sorted() {
      let (before, after) = (histories[user] ?? .empty, now[user] ?? .empty)
      guard before != after else { continue }
      changes.append(HistoryChange(before: before, after: after))
      histories[user] = after == .empty ? nil : after
    }
    guard !changes.isEmpty else { return false }
    guard !learners.isEmpty, !learners.contains(where: { $0.prefersTraining(to: changes) }) else {
      try train()
      return true
    }
    try checkSize()
    for index in learners.indices {
      do { try learners[index].apply(changes) } catch { throw .training(error) }
    }
    return true
  }

  /// Frees the matrices of all models. The next change trains them from scratch.
  package mutating func rest() { learners = [] }

  package var isResting: Bool { learners.isEmpty }

  /// The model files as of `time`, unless it rests, and the version of the served file that each goes on from.
  package func contents(at time: Timestamp) throws(Refusal) -> [(contents: ModelFileContents, version: String)] {
    do throws(TrainingError) {
      var files: [(contents: ModelFileContents, version: String)] = []
      for (model, learner) in zip(models, learners) {
        files.append((model.contents(try learner.sections(), at: time), model.version))
      }
      return files
    } catch {
      throw .training(error)
    }
  }
}

extension LearnableModel {
  /// How positions in a dataset and in the model correspond. Items that the model does not know wait for a training.
  fileprivate struct Positions {
    /// For each item of the dataset, its position in the model; nil if the model does not know it.
    let inModel: [Int32?]
    /// For each item of the model, its position in the dataset; nil if it is not there.
    let ofModel: [Int?]

    func known(_ history: History) -> History { history.mapped { inModel[Int($0)] } }
  }

  fileprivate func positions(in items: [ItemID]) -> Positions {
    let model = Dictionary(uniqueKeysWithValues: zip(self.items, self.items.indices))
    var ofModel = [Int?](repeating: nil, count: self.items.count)
    let inModel = items.enumerated().map { number, item -> Int32? in
      guard let position = model[item] else { return nil }
      ofModel[position] = number
      return Int32(position)
    }
    return Positions(inModel: inModel, ofModel: ofModel)
  }
}
