import Domain
import LinearAlgebra
import Scoring

/// The features of a set of users, as a network sees them.
struct UserFeatures: Sendable {
  /// users × items.
  let histories: SparseMatrix
  /// Age groups and genders; users × rows of their embeddings. Empty for a network without demographics.
  let demographics: [SparseMatrix]
  /// The weight of each user's demographics.
  let demographicWeights: [Float]

  var count: Int { histories.rows }

  init(histories: SparseMatrix, demographics: [SparseMatrix] = []) {
    self.histories = histories
    self.demographics = demographics
    demographicWeights = (0..<histories.rows).map { user in
      NeuralShape.demographicWeight(historyLength: histories.row(user).count)
    }
  }

  /// - Parameters:
  ///   - histories: the items of each user by position, ascending.
  ///   - items: the number of all items.
  ///   - demographics: one for each user; ignored if the hyperparameters exclude demographics.
  init(_ histories: [[Int32]], items: Int, _ demographics: [Demographics], _ hyperparameters: NeuralHyperparameters) {
    func matrix(_ columns: Int, _ feature: (Demographics) -> Int?) -> SparseMatrix {
      SparseMatrix(columns: columns, demographics.map { feature($0).map { [Int32($0)] } ?? [] })
    }
    self.init(
      histories: SparseMatrix(columns: items, histories),
      demographics: hyperparameters.demographics
        ? [matrix(AgeGroup.allCases.count) { $0.age?.rawValue }, matrix(Gender.allCases.count) { $0.gender?.rawValue }]
        : [])
  }

  /// The number of rows of each user embedding of a network.
  static func embeddingRows(items: Int, _ hyperparameters: NeuralHyperparameters) -> [Int] {
    [items] + (hyperparameters.demographics ? [AgeGroup.allCases.count, Gender.allCases.count] : [])
  }
}

extension Demographics {
  /// The demographics that a network sees at one step of training. Each is hidden at random, so that the network also
  /// learns to do without them. This draws no random number for what is unknown.
  func partlyHidden(_ random: inout SeededGenerator) -> Demographics {
    Demographics(
      age: age.flatMap { random.uniform() < NeuralHyperparameters.demographicsDropout ? nil : $0 },
      gender: gender.flatMap { random.uniform() < NeuralHyperparameters.demographicsDropout ? nil : $0 })
  }
}
