import Glibc
import LinearAlgebra

/// How alike two films are for ItemKNN: by the users who like both, and those who like either.
package enum Similarity: String, CaseIterable, Sendable {
  /// `c_ij / (√(c_i c_j) + shrinkage)`, where `c_ij` users like both. Source: Deshpande, Karypis 2004, "Item-Based
  /// Top-N Recommendation Algorithms".
  case cosine
  /// `c_ij / (c_i + c_j − c_ij + shrinkage)`: the share of those who like either.
  case jaccard
  /// The cosine where a user counts by how few films they like, `log(films / (1 + films they like))`, as a rare word
  /// says more of a text. Source: Salton, Buckley 1988, "Term-weighting Approaches in Automatic Text Retrieval".
  case tfidf
  /// The same users' weights, and films that many like count less, by `(k + 1) / (k (1 − b + b c_i / mean) + 1)`; not
  /// divided by lengths, and shrunk by `w_ij / (w_ij + shrinkage)`. Source: Robertson, Walker 1994, "Some Simple
  /// Effective Approximations to the 2-Poisson Model"; k = 1.2 and b = 0.75 as is usual.
  case bm25

  /// What each user's liking of both films adds to their similarity.
  func userWeights(_ positives: SparseMatrix) -> [Double] {
    (0..<positives.rows).map { user in
      switch self {
      case .cosine, .jaccard: return 1
      case .tfidf, .bm25:
        let rarity = log(Double(positives.columns) / Double(1 + positives.row(user).count))
        // Who likes every film tells nothing of any.
        return max(0, rarity) * max(0, rarity)
      }
    }
  }

  /// - Parameters:
  ///   - both: the weights of the users who like both films.
  ///   - first, second: of those who like each.
  ///   - mean: of those who like a film, over all films.
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
