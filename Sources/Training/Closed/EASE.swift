import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Embarrassingly shallow autoencoder: the linear model of each film on all others, in closed form.
///
/// With X users × items of ones and zeros, `G = XᵀX` and `P = (G + λI)⁻¹`, the weights are `B_ij = −P_ij / P_jj` off
/// the diagonal and 0 on it: row i is the film that was liked, column j the film that is scored.
/// Source: Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8.
///
/// With dropout p each film of a user is taken to be hidden with that probability while all are to be found, in the
/// mean over all ways to hide them, which adds `p / (1 − p) · G_ii` to the penalty of film i: better for those of whom
/// little is known. Source: Steck 2020, "Autoencoders that don't overfit towards the Identity", eq. 7.
///
/// In single precision and in place: items² × 4 bytes. The metrics are those of double precision to the fourth decimal.
/// Where that is too much, the weights are fitted some a film (`SparseRidge`), without any matrix of items × items.
package struct EASE: Trainer {
  /// Weight of the L2 penalty, in users. Greater is smoother.
  package let lambda: Double
  /// The share of a user's films that is taken to be hidden.
  package let dropout: Double
  /// Nil for what suits the number of films.
  package let storage: EASEStorage?
  /// Of each film at most, where they are stored sparsely.
  package let weights: Int

  /// - Parameters:
  ///   - lambda: above 0.
  ///   - dropout: from 0 to below 1.
  ///   - weights: above 0.
  package init(lambda: Double, dropout: Double = 0, storage: EASEStorage? = nil, weights: Int = 200) {
    precondition(lambda > 0 && (0..<1).contains(dropout) && weights > 0)
    self.lambda = lambda
    self.dropout = dropout
    self.storage = storage
    self.weights = weights
  }

  package var name: ModelName { .ease }

  package var hyperparameters: [(name: String, value: String)] {
    [
      ("lambda", decimal(lambda)), ("dropout", decimal(dropout)), ("storage", storage?.rawValue ?? "by size"),
      ("weights", "\(weights)"),
    ]
  }

  package func memory(for dataset: Dataset) -> Int {
    let items = dataset.items.count
    let storage = storage ?? .suiting(items: items)
    guard storage != .sparse else { return sparse.memory(for: dataset) }
    let perWeight = MemoryLayout<Float>.stride + (storage == .int8 ? 1 : 0)
    let (bytes, overflow) = items.multipliedReportingOverflow(by: EASEScorer.stride(items: items) * perWeight)
    return overflow ? .max : bytes + transposeMemory(dataset)
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    let items = dataset.items.count
    switch storage ?? .suiting(items: items) {
    case .float:
      return Trained(sections: EASEScorer.sections(weights: try weights(of: dataset, progress: progress).elements))
    case .int8:
      let weights = try weights(of: dataset, progress: progress)
      return Trained(sections: QuantisedScorer.sections(weights: weights.elements, items: items))
    case .sparse:
      let columns = try sparse.columns(of: dataset, progress: progress)
      return Trained(sections: ItemKNN.sections(columns))
    }
  }

  private var sparse: SparseRidge { SparseRidge(lambda: lambda, dropout: dropout, weights: weights) }

  /// B by rows, items × items, with the stride of the model file.
  func weights(of dataset: Dataset, progress: any Progress) throws(TrainingError) -> Matrix<Float> {
    let items = dataset.items.count
    if items < 2_000 { Threads.count = 1 } else { Threads.useAll() }
    progress.begin("counting films liked together", expected: nil)
    var gram: Matrix<Float> = CoOccurrence(dataset.positives).gram(
      stride: EASEScorer.stride(items: items), progress: progress.advance)
    // G_ii + p / (1 − p) · G_ii.
    gram.scaleDiagonal(by: Float(1 / (1 - dropout)))
    gram.addToDiagonal(Float(lambda))
    // Handed on and never copied: one matrix becomes its factor, its inverse and the weights.
    var weights: Matrix<Float>
    do { weights = try Self.invert(consume gram, progress) } catch { throw .algebra(error) }
    let diagonal = weights.diagonal
    weights.scaleColumns(by: diagonal.map { -1 / $0 })
    weights.setDiagonal(to: 0)
    // Neither codes of 8 bits nor singular values can be made of what is no number.
    guard weights.elements.allSatisfy({ $0.isFinite }) else { throw .notFinite(model: .ease) }
    return weights
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
