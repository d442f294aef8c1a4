import Domain

import func Glibc.exp

extension Model {
  /// The chance of each item that this model has just recommended to one user; nil if the model was not trained on
  /// ratings.
  /// - Parameter workspace: the workspace as `recommend` left it.
  package func chances(
    of recommended: [ScoredItem], for known: Chance.Known, workspace: borrowing ScoringWorkspace
  ) -> [Float]? {
    guard let chance else { return nil }
    let weights = chance.weights(for: known, hasScores: workspace.spread != nil)
    let constant = weights[0] + weights[2] * Chance.feature(of: known, share: chance.share)
    return recommended.map { item in
      let score = weights[3] * (likeness(of: item, workspace: workspace) ?? 0)
      return Self.probability(constant + weights[1] * feature(of: item.id, chance) + score)
    }
  }

  /// The chance of each item without regard to the model's scores; nil if the model was not trained on ratings.
  package func chances(ofUnscored items: [ItemID], for known: Chance.Known) -> [Float]? {
    guard let chance else { return nil }
    let weights = chance.weights(for: known, hasScores: false)
    let constant = weights[0] + weights[2] * Chance.feature(of: known, share: chance.share)
    return items.map { Self.probability(constant + weights[1] * feature(of: $0, chance)) }
  }

  /// The feature `score` of an item that this model has just recommended; nil if its scores do not differ.
  ///
  /// It is the score for the context alone: dislikes are in the feature `user`. Logits count as they do in a blend, by
  /// their exponential, because a blend takes the mean of the weights of its parts.
  package func likeness(of item: ScoredItem, workspace: borrowing ScoringWorkspace) -> Float? {
    guard let spread = workspace.spread else { return nil }
    var score = item.score
    if workspace.weightOfDislikes != 0, let position = items.position(of: item.id) {
      score += workspace.weightOfDislikes * workspace.against[position / 16][position % 16]
    }
    let z = (score - spread.mean) / spread.deviation
    guard let powers = workspace.spreadOfExponentials, powers.isUseful else { return z }
    return (exponential(SIMD16(repeating: z))[0] - powers.mean) / powers.deviation
  }

  /// An item that the model does not know counts as an average one.
  private func feature(of item: ItemID, _ chance: Chance) -> Float {
    items.position(of: item).map { chance.items[$0] } ?? Chance.logit(0, of: 0, share: chance.share)
  }

  private static func probability(_ logit: Float) -> Float { 1 / (1 + exp(-logit)) }
}
