import ModelFile

import func Glibc.exp

/// The chances of all items for one user.
package struct Chances: Sendable {
  private let chance: Chance
  private let ids: MappedArray<ItemID>
  private let spread: Spread?
  private let weights: Chance.Weights
  /// The part of the logit that is the same for all items.
  private let constant: Float

  /// - Parameter spread: of the scores; nil if items have no score.
  init(_ chance: Chance, ids: MappedArray<ItemID>, for known: Chance.Known, spread: Spread?) {
    self.chance = chance
    self.ids = ids
    self.spread = spread
    weights = chance.weights(for: known, hasScores: spread != nil)
    constant = weights[0] + weights[2] * Chance.feature(of: known, share: chance.share)
  }

  /// The chance of an item that was recommended to the user. An item that the model does not know counts as an average
  /// one.
  package subscript(item: ScoredItem) -> Float {
    let ofItem = ids.position(of: item.id).map { chance.items[$0] } ?? Chance.logit(0, of: 0, share: chance.share)
    return 1 / (1 + exp(-(constant + weights[1] * ofItem + weights[3] * (standardised(item.score) ?? 0))))
  }

  /// The feature `score`; nil if items have no score.
  package func standardised(_ score: Float) -> Float? { spread.map { (score - $0.mean) / $0.deviation } }
}

extension Model {
  /// The chances of what this model has just recommended; nil if the model was not trained on ratings.
  /// - Parameter workspace: the workspace as `recommend` left it.
  package func chances(for known: Chance.Known, workspace: borrowing ScoringWorkspace) -> Chances? {
    chance.map { Chances($0, ids: items, for: known, spread: workspace.spread) }
  }

  /// The chances of items that this model has not ranked; nil if the model was not trained on ratings.
  package func chances(for known: Chance.Known) -> Chances? {
    chance.map { Chances($0, ids: items, for: known, spread: nil) }
  }
}
