import Domain

/// A film and how well it fits. Scores of one model can be compared with each other, not with another model's.
package struct ScoredMovie: Equatable, Sendable {
  package let id: MovieID
  package let score: Float

  package init(id: MovieID, score: Float) {
    self.id = id
    self.score = score
  }
}
