import LinearAlgebra
import Scoring

/// The spectral item model: it keeps only the directions in which the co-occurrences of items vary most.
///
/// Each user counts with the weight 1 / (number of items), so that users who like everything say no more than others:
/// `d_i` is the weight of the users who like item i, and `N_ij` the weight of those who like i and j, divided by
/// `√(d_i d_j)`. With the greatest eigenvalues Λ of N and their vectors V, the weights of the context item i for
/// item j are `(D^-½ V Λ Vᵀ D^½)_ij`. That is a low-pass filter on the graph of items (Shen et al. 2021, "How
/// Powerful is Graph Convolution for Recommendation?", section 4), without the accompanying linear filter, which is
/// EASE's part here. With one to three items in the context, nothing else does as well.
package struct Spectral: Trainer {
  /// The number of eigenvalues.
  package let rank: Int

  /// - Parameter rank: above 0.
  package init(rank: Int = 96) {
    precondition(rank > 0)
    self.rank = rank
  }

  package var name: ModelName { .spectral }

  package var hyperparameters: [(name: String, value: String)] { [("rank", "\(rank)")] }

  package func memory(for dataset: Dataset) -> Int {
    // For the basis, its product and the work space of the decomposition.
    6 * dataset.items.count * (rank + 16) * MemoryLayout<Float>.stride
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    progress.begin("finding \(rank) eigenvectors", expected: nil)
    BLASThreads.count = 1
    let users = dataset.positives
    let userWeights = (0..<users.rows).map { 1 / Float(max(1, users.row($0).count)) }
    var scales = [Float](repeating: 0, count: users.columns)
    for user in 0..<users.rows { for item in users.row(user) { scales[Int(item)] += userWeights[user] } }
    for item in scales.indices where scales[item] == 0 { scales[item] = 1 }
    let normalised = ScaledGram(users, rowWeights: userWeights, columnScales: scales.map { 1 / $0.squareRoot() })
    var random = SeededGenerator(seed: 1)
    let eigen: TruncatedEigen
    do throws(LinearAlgebraError) {
      eigen = try TruncatedEigen(
        order: users.columns, rank: rank, directions: { Float(random.normal()) },
        multiply: normalised.times)
    } catch { throw .algebra(error) }
    return Trained(sections: SpectralScorer.sections(factors: Self.factors(eigen), scales: scales))
  }

  /// The vectors times the roots of their values, in rows of a multiple of 16.
  private static func factors(_ eigen: TruncatedEigen) -> [Float] {
    let roots = eigen.values.map { max(0, $0).squareRoot() }
    let width = (max(1, roots.count) + 15) / 16 * 16
    var factors = [Float](repeating: 0, count: eigen.vectors.rows * width)
    for item in 0..<eigen.vectors.rows {
      for (column, root) in roots.enumerated() { factors[item * width + column] = eigen.vectors[item, column] * root }
    }
    return factors
  }
}
