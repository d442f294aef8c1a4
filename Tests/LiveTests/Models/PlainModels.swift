/// The results that EASE and ItemKNN must give, computed from the fixture in the simplest way, in double precision.
enum PlainModels {
  /// `rows[i][j]`: how much liking movie i adds to the score of movie j.
  struct Weights {
    let ids: [Int]
    let rows: [[Double]]

    /// Scores by id of all movies that are not in `context`.
    func scores(of context: [Int]) -> [Int: Double] {
      let known = ids.indices.filter { context.contains(ids[$0]) }
      var scores: [Int: Double] = [:]
      for (j, id) in ids.enumerated() where !known.contains(j) {
        scores[id] = known.reduce(0) { $0 + rows[$1][j] }
      }
      return scores
    }
  }

  /// Steck 2019: B = I − P · diag(1 ∕ P_jj), P = (XᵀX + λI)⁻¹.
  static func ease(lambda: Double = 200) -> Weights {
    var matrix = cooccurrences
    for i in matrix.indices { matrix[i][i] += lambda }
    let inverse = inverted(matrix)
    let rows = inverse.indices.map { i in
      inverse.indices.map { j in i == j ? 0 : -inverse[i][j] / inverse[j][j] }
    }
    return Weights(ids: ids, rows: rows)
  }

  /// Cosines of co-occurrence. The model keeps more neighbours than there are movies, 60.
  static func cosines(shrinkage: Double = 0) -> Weights {
    let counts = cooccurrences
    let rows = counts.indices.map { i in
      counts.indices.map { j in
        i == j || counts[i][j] == 0
          ? 0 : counts[i][j] / ((counts[i][i] * counts[j][j]).squareRoot() + shrinkage)
      }
    }
    return Weights(ids: ids, rows: rows)
  }

  private static let ids = LiveDataSet.movies.map(\.id)

  /// How many users liked both movies, that is, gave each at least four stars.
  private static let cooccurrences: [[Double]] = {
    let positions = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    var counts = ids.map { _ in [Double](repeating: 0, count: ids.count) }
    for liked in Dictionary(grouping: LiveDataSet.marks.filter { $0.stars >= 4 }, by: \.user).values {
      let movies = liked.compactMap { positions[$0.movie] }
      for i in movies { for j in movies { counts[i][j] += 1 } }
    }
    return counts
  }()

  /// Gauss-Jordan elimination. The matrix is symmetric positive definite, so no pivot is 0.
  private static func inverted(_ matrix: [[Double]]) -> [[Double]] {
    var left = matrix
    var right = matrix.indices.map { i in matrix.indices.map { $0 == i ? 1.0 : 0 } }
    for pivot in left.indices {
      let scale = 1 / left[pivot][pivot]
      for j in left.indices {
        left[pivot][j] *= scale
        right[pivot][j] *= scale
      }
      for i in left.indices where i != pivot {
        let factor = left[i][pivot]
        for j in left.indices {
          left[i][j] -= factor * left[pivot][j]
          right[i][j] -= factor * right[pivot][j]
        }
      }
    }
    return right
  }
}
