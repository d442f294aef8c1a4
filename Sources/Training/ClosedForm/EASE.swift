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
/// The parts of `auto` count users and items differently (`features`, `favourites`, `discount`).
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
  /// If a user likes some items more than others (`Positives.favourites`), these also count as the whole history of one
  /// more user, whose weight is multiplied by this: of two items that a user has seen, the better one says more about
  /// what the user will see. Without effect if all positives are favourites, and with sparse storage.
  package let favourites: Float
  /// How much less popular items say and get: the weight between i and j is divided by
  /// `((1 + likes_i) (1 + likes_j))^discount`. EASE minimises the squared error over all users, and popular items make
  /// up most of it; a long history has told enough about these. Sparse storage has no discount.
  package let discount: Float

  /// - Parameters:
  ///   - lambda: above 0.
  ///   - dropout: from 0 to below 1.
  ///   - weights: above 0.
  ///   - features: 0 or more.
  ///   - favourites: 0 or more; 0 without `features`.
  ///   - discount: 0 or more.
  package init(
    _ name: ModelName = .ease, lambda: Double, dropout: Double = 0, storage: EASEStorage? = nil, weights: Int = 200,
    features: Float? = nil, favourites: Float = 0, discount: Float = 0
  ) {
    precondition(lambda > 0 && (0..<1).contains(dropout) && weights > 0 && features ?? 0 >= 0 && discount >= 0)
    precondition(favourites == 0 || favourites > 0 && features != nil)
    self.name = name
    self.features = features
    self.favourites = favourites
    self.discount = discount
    self.lambda = lambda
    self.dropout = dropout
    self.storage = storage
    self.weights = weights
  }

  func with(lambda: Double) -> EASE {
    EASE(
      name, lambda: lambda, dropout: dropout, storage: storage, weights: weights, features: features,
      favourites: favourites, discount: discount)
  }

  package var hyperparameters: [(name: String, value: String)] {
    [
      ("lambda", decimal(lambda)), ("dropout", decimal(dropout)), ("storage", storage?.rawValue ?? "by size"),
      ("weights", "\(weights)"),
    ] + (features.map { [("features", decimal(Double($0)))] } ?? [])
      + (favourites > 0 ? [("favourites", decimal(Double(favourites)))] : [])
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
    // Positives and favourites are counted one after the other.
    return overflow ? .max : bytes + max(dataset.transposeMemory, favourites > 0 ? dataset.favouritesMemory : 0)
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    if storage(items: dataset.items.count) == .sparse {
      let columns = try sparse.columns(of: dataset, progress: progress)
      return Trained(sections: SparseWeights(columns: columns).sections)
    }
    // The matrix is consumed and never copied: it becomes its factor, its inverse and the weights in turn.
    return Trained(sections: try sections(inverse: inverse(of: dataset, progress: progress), likes: dataset.likes))
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
    try weights(from: inverse(of: dataset, progress: progress), likes: dataset.likes)
  }

  private func inverse(of dataset: Dataset, progress: any Progress) throws(TrainingError) -> Matrix<Float> {
    try inverse(
      of: dataset.positives, favourites > 0 ? dataset.favourites : nil, dataset.itemFeatures, progress: progress)
  }

  /// P, both triangles, with the stride of the model file. Throws `algebra`.
  /// - Parameter favourites: users × items; nil if all positives are.
  func inverse(
    of positives: SparseMatrix, _ favourites: SparseMatrix?, _ itemFeatures: ItemFeatures, progress: any Progress
  ) throws(TrainingError) -> Matrix<Float> {
    let items = positives.columns
    if items < 2_000 { BLASThreads.count = 1 } else { BLASThreads.useAll() }
    progress.begin("counting co-occurrences", expected: nil)
    let weights = rowWeights(positives, favourites)
    // One after the other, so that only one matrix and its transpose are in memory.
    var gram: Matrix<Float> = CoOccurrence(positives).gram(
      stride: EASEScorer.stride(items: items), weights: weights.ofUsers(positives), progress: progress.advance)
    if let favourites { CoOccurrence(favourites).addGram(to: &gram, weights: weights.ofFavourites(favourites)) }
    if let features {
      for groups in [itemFeatures.genres.transposed(), itemFeatures.years.transposed()] {
        CoOccurrence(groups).addGram(to: &gram, weights: [Float](repeating: features, count: groups.rows))
      }
    }
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

  /// What users and their favourites count.
  func rowWeights(_ users: SparseMatrix, _ favourites: SparseMatrix?) -> RowWeights {
    guard features != nil else { return .ones }
    return RowWeights(users, favourites, factor: self.favourites)
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
