import Domain
import LinearAlgebra
import Scoring

/// What one diversity weight does to lists of ten: means over users.
package struct DiversitySummary: Sendable {
  package let weight: Double
  package private(set) var users = 0
  private var ndcgSum = 0.0
  private var genreSum = 0
  private var similaritySum = 0.0

  /// The weights that are measured.
  package static let weights = [0, 0.25, 0.5, 0.75, 1]
  /// The length of the lists.
  package static let length = 10

  init(weight: Double) {
    self.weight = weight
  }

  /// Chooses a list from the pool and adds its figures.
  /// - Parameters:
  ///   - pool: items outside the context of `user`, best first.
  ///   - genres: the genres of each item of the pool.
  mutating func add(_ pool: [ScoredItem], _ genres: [GenreSet], for user: HeldOutUser) {
    let places = Diversity(weight: weight).choose(Self.length, from: pool.map(\.score), genres: genres)
    let targets = Set(user.targets)
    ndcgSum += Metric.ndcg10.value(hits: places.map { targets.contains(pool[$0].id) }, targets: targets.count)
    let sets = places.map { genres[$0] }
    genreSum += GenreSet.distinct(in: sets)
    similaritySum += GenreSet.meanSimilarity(of: sets)
    users += 1
  }

  /// The summaries over the users of all rotations.
  /// - Parameter rotations: summaries of the same weights in the same order.
  static func pooled(_ rotations: [[DiversitySummary]]) -> [DiversitySummary] {
    (rotations.first ?? []).indices.map { index in
      rotations.dropFirst().reduce(into: rotations[0][index]) { pooled, rotation in
        pooled.users += rotation[index].users
        pooled.ndcgSum += rotation[index].ndcgSum
        pooled.genreSum += rotation[index].genreSum
        pooled.similaritySum += rotation[index].similaritySum
      }
    }
  }

  package var ndcg10: Double { ndcgSum / Double(max(1, users)) }

  /// The number of different genres in a list.
  package var genres: Double { Double(genreSum) / Double(max(1, users)) }

  /// The intra-list similarity of genres (Ziegler et al. 2005), as a mean over pairs: 0–1.
  package var similarity: Double { similaritySum / Double(max(1, users)) }
}

extension ItemFeatures {
  /// The set of genres of each item.
  var genreSets: [GenreSet] {
    (0..<genres.rows).map { item in
      GenreSet(genres.row(item).lazy.map { Int($0) })
    }
  }
}
