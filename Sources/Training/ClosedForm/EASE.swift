import Domain
import LinearAlgebra
import ModelFile
import Scoring

import func Glibc.pow

/// Embarrassingly shallow autoencoder: a linear model that predicts each item from all others, in closed form.
///
/// With X, a users × items matrix of zeros and ones, `G = XᵀX` and `P = (G + λI)⁻¹`, the weights are `B_ij =
/// −P_ij / P_jj` off the diagonal and 0 on it: row i is the liked item, column j the scored item. Source: Steck 2019,
/// "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8.
///
/// With dropout p, each item of a history is hidden with probability p, and all items must be found. Averaged over all
/// ways to hide items, this adds `p / (1 − p) · G_ii` to the penalty of item i, which improves a cold start. Source:
/// Steck 2020, "Autoencoders that don't overfit towards the Identity", eq. 7.
///
/// The parts of `auto` count users and items differently (`features`, `discount`).
///
/// The solve is in place and in single precision: items² × 4 bytes. One core takes 11.5 s for 10,000 items (87
/// GFLOP/s), and the metrics agree with double precision to the fourth decimal. If memory does not allow that many
/// items, some weights of each item are fitted instead (`SparseRidge`), with a matrix of the best-known items only.
package struct EASE: Trainer {
  package let name: ModelName
  /// The weight of the L2 penalty, in users. A greater one gives smoother weights.
  package let lambda: Double
  /// The share of a history that is hidden in training.
  package let dropout: Double
  /// Nil for the storage that suits the number of items.
  package let storage: EASEStorage?
  /// The maximum number of weights for each item in sparse storage.
  package let weights: Int
  /// If nil, each user counts 1. Otherwise each user counts in proportion to 1/√(number of items), so that users who
  /// like everything say less, and each genre and each span of years counts as this many users who like all items in
  /// it. With sparse storage each user counts 1 in either case.
  package let features: Float?
  /// How much less popular items say and get: the weight between i and j is divided by
  /// `((1 + likes_i) (1 + likes_j))^discount`. EASE minimises the squared error over all users, and popular items make
  /// up most of it; a long history has told enough about these. Sparse storage has no discount.
  package let discount: Float

  /// - Parameters:
  ///   - lambda: above 0.
  ///   - dropout: from 0 to below 1.
  ///   - weights: above 0.
  ///   - features: 0 or more.
  ///   - discount: 0 or more.
  package init(
    _ name: ModelName = .ease, lambda: Double, dropout: Double = 0, storage: EASEStorage? = nil, weights: Int = 200,
    features: Float? = nil, discount: Float = 0
  ) {
    precondition(lambda > 0 && (0..<1).contains(dropout) && weights > 0 && features ?? 0 >= 0 && discount >= 0)
    self.name = name
    self.features = features
    self.discount = discount
    self.lambda = lambda
    self.dropout = dropout
    self.storage = storage
    self.weights = weights
  }

  func with(lambda: Double) -> EASE {
    EASE(
      name, lambda: lambda, dropout: dropout, storage: storage, weights: weights, features: features,
      discount: discount)
  }

  package var hyperparameters: [(name: String, value: String)] {
    [
      ("lambda", decimal(lambda)), ("dropout", decimal(dropout)), ("storage", storage?.rawValue ?? "by size"),
      ("weights", "\(weights)"),
    ] + (features.map { [("features", decimal(Double($0)))] } ?? [])
      + (discount > 0 ? [("discount", decimal(Double(discount)))] : [])
  }

  package func fingerprint(of dataset: Dataset) -> UInt64 {
    features == nil ? dataset.fingerprint : dataset.fingerprintWithFeatures
  }

  func storage(items: Int) -> EASEStorage {
    if let storage { return storage }
    let suiting = EASEStorage.suiting(items: items)
    // Two parts of `auto` are stored in addition to the model itself, and weights with 8 bits are as good.
    return features != nil && suiting == .float ? .int8 : suiting
  }

  package func memory(for dataset: Dataset) -> Int {
    let items = dataset.items.count
    let storage = storage(items: items)
    guard storage != .sparse else { return sparse.memory(for: dataset) }
    let perWeight = MemoryLayout<Float>.stride + (storage == .int8 ? 1 : 0)
    let (bytes, overflow) = items.multipliedReportingOverflow(by: EASEScorer.stride(items: items) * perWeight)
    return overflow ? .max : bytes + dataset.transposeMemory
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    if storage(items: dataset.items.count) == .sparse {
      let columns = try sparse.columns(of: dataset, progress: progress)
      return Trained(sections: SparseWeights(columns: columns).sections)
    }
    // The matrix is consumed and never copied: it becomes its factor, its inverse and the weights in turn.
    return Trained(
      sections: try sections(
        inverse: inverse(of: dataset.positives, dataset.itemFeatures, progress: progress), likes: dataset.likes))
  }

  /// The sections of a dense file, from P. Throws `notFinite`.
  /// - Parameter likes: the number of users who like each item.
  func sections(inverse: consuming Matrix<Float>, likes: [Int]) throws(TrainingError) -> [SectionContents] {
    let items = inverse.columns
    guard storage(items: items) == .int8 else {
      return EASEScorer.sections(weights: try weights(from: inverse, likes: likes).elements)
    }
    let (rows, columns) = factors(diagonal: inverse.diagonal, likes: likes)
    let sections = QuantisedScorer.sections(
      weights: inverse.elements, rowFactors: rows, columnFactors: columns, items: items)
    guard sections.allSatisfy(\.isFinite) else { throw .notFinite(model: name) }
    return sections
  }

  private var sparse: SparseRidge { SparseRidge(lambda: lambda, dropout: dropout, weights: weights) }

  /// B by rows, items × items, with the stride of the model file. Throws `algebra` or `notFinite`.
  func weights(of dataset: Dataset, progress: any Progress) throws(TrainingError) -> Matrix<Float> {
    try weights(
      from: inverse(of: dataset.positives, dataset.itemFeatures, progress: progress), likes: dataset.likes)
  }

  /// P, both triangles, with the stride of the model file. Throws `algebra`.
  func inverse(
    of positives: SparseMatrix, _ itemFeatures: ItemFeatures, progress: any Progress
  ) throws(TrainingError) -> Matrix<Float> {
    let items = positives.columns
    if items < 2_000 { BLASThreads.count = 1 } else { BLASThreads.useAll() }
    progress.begin("counting co-occurrences", expected: nil)
    let (rows, rowWeights) = rows(of: positives, itemFeatures)
    var gram: Matrix<Float> = CoOccurrence(rows).gram(
      stride: EASEScorer.stride(items: items), weights: rowWeights, progress: progress.advance)
    gram.scaleDiagonal(by: diagonalFactor)
    gram.addToDiagonal(Float(lambda))
    do { return try Self.invert(consume gram, progress) } catch { throw .algebra(error) }
  }

  /// B from P. Throws `notFinite`.
  func weights(from inverse: consuming Matrix<Float>, likes: [Int]) throws(TrainingError) -> Matrix<Float> {
    var weights = inverse
    let (rows, columns) = factors(diagonal: weights.diagonal, likes: likes)
    if let rows { weights.scaleRows(by: rows) }
    weights.scaleColumns(by: columns)
    weights.setDiagonal(to: 0)
    // Neither 8-bit codes nor singular values exist for numbers that are not finite.
    guard weights.elements.allSatisfy({ $0.isFinite }) else { throw .notFinite(model: name) }
    return weights
  }

  /// What multiplies the rows and the columns of P to make it B; nil if rows stay as they are.
  private func factors(diagonal: [Float], likes: [Int]) -> (rows: [Float]?, columns: [Float]) {
    let columns = diagonal.map { -1 / $0 }
    guard discount > 0 else { return (nil, columns) }
    let discounts = likes.map { pow(Float(1 + $0), -discount) }
    return (discounts, zip(columns, discounts).map(*))
  }

  /// G_ii + p / (1 − p) · G_ii.
  var diagonalFactor: Float { Float(1 / (1 - dropout)) }

  /// The rows that the Gram matrix is made of, and the weight of each; nil if all are 1.
  private func rows(of users: SparseMatrix, _ itemFeatures: ItemFeatures) -> (SparseMatrix, weights: [Float]?) {
    guard let features else { return (users, nil) }
    let weight = userWeight(users)
    let groups = itemFeatures.genres.transposed().appending(itemFeatures.years.transposed())
    return (
      users.appending(groups),
      (0..<users.rows).map { weight(users.row($0).count) } + [Float](repeating: features, count: groups.rows)
    )
  }

  /// What a user counts, by the number of items that the user likes.
  func userWeight(_ users: SparseMatrix) -> @Sendable (_ likes: Int) -> Float {
    guard features != nil else { return { _ in 1 } }
    let sizes = (0..<users.rows).map { Float(max(1, users.row($0).count)) }
    // The weights preserve the sum of the diagonal, and so the meaning of λ.
    let scale = sizes.reduce(0, +) / sizes.reduce(0) { $0 + $1.squareRoot() }
    return { scale / Float(max(1, $0)).squareRoot() }
  }

  private static func invert(
    _ gram: consuming Matrix<Float>, _ progress: any Progress
  ) throws(LinearAlgebraError) -> Matrix<Float> {
    let items = gram.rows
    progress.begin("factorising \(items) × \(items)", expected: SolveTime.factorising(items))
    let start = ContinuousClock.now
    let factor = try Cholesky(consume gram)
    progress.begin("inverting \(items) × \(items)", expected: SolveTime.inverting(after: .now - start))
    return try factor.inverse()
  }
}
