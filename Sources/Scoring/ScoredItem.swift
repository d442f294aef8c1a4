/// An item and its score. Scores can be compared within one model, not between models.
package struct ScoredItem: Equatable, Sendable {
  package let id: ItemID
  package let score: Float

  package init(id: ItemID, score: Float) {
    self.id = id
    self.score = score
  }
}
