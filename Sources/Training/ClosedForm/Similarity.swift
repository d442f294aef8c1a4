import LinearAlgebra

import func Glibc.log

/// The similarity of two items in ItemKNN, from the users who like both and those who like either.
package enum Similarity: String, CaseIterable, Sendable {
  /// `c_ij / (√(c_i c_j) + shrinkage)`, where `c_ij` users like both. Source: Deshpande, Karypis 2004, "Item-Based
  /// Top-N Recommendation Algorithms".
  case cosine
  /// `c_ij / (c_i + c_j − c_ij + shrinkage)`: the share of those who like either.
  case jaccard
  /// The cosine with user weights. The shorter a user's history, the greater the weight, `log(items / (1 + length of
  /// the history))` squared, just as a rare word says more about a text. Source: Salton, Buckley 1988, "Term-weighting
  /// Approaches in Automatic Text Retrieval".
  case tfidf
  /// The same user weights. Popular items count less, by `(k + 1) / (k (1 − b + b c_i / mean) + 1)`; the product is
  /// not divided by lengths, but shrunk by `w_ij / (w_ij + shrinkage)`. Source: Robertson, Walker 1994, "Some Simple
  /// Effective Approximations to the 2-Poisson Model", with the usual k = 1.2 and b = 0.75.
  case bm25

  /// The weight of each user who likes both items.
  func userWeights(_ positives: SparseMatrix) -> [Double] {
    (0..<positives.rows).map { userWeight(likes: positives.row($0).count, of: positives.columns) }
  }

  /// The weight of a user who likes so many items of all.
  func userWeight(likes: Int, of items: Int) -> Double {
    switch self {
    case .cosine, .jaccard: return 1
    case .tfidf, .bm25:
      let rarity = log(Double(items) / Double(1 + likes))
      // A user who likes every item says nothing about any.
      return max(0, rarity) * max(0, rarity)
    }
  }

  /// - Parameters:
  ///   - both: the sum of the weights of users who like both items.
  ///   - first, second: the sum of the weights of users who like the one or the other item.
  ///   - mean: the mean of these sums over all items.
  func value(both: Double, first: Double, second: Double, mean: Double, shrinkage: Double) -> Double {
    switch self {
    case .cosine, .tfidf: both / ((first * second).squareRoot() + shrinkage)
    case .jaccard: both / (first + second - both + shrinkage)
    case .bm25: Self.saturation(first / mean) * Self.saturation(second / mean) * both * both / (both + shrinkage)
    }
  }

  private static func saturation(_ relativeLength: Double) -> Double {
    let (k, b) = (1.2, 0.75)
    return (k + 1) / (k * (1 - b + b * relativeLength) + 1)
  }
}
