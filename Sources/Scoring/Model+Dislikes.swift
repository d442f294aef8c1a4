import Domain
import ModelFile

/// What a user dislikes counts against items, in every model in the same way.
extension Model {
  /// Leaves `score(dislikes) - score(nothing)` in `against`, and the dislikes in `context`.
  func scoreAgainst(_ dislikes: [ItemID], for user: Demographics, _ workspace: inout ScoringWorkspace) {
    workspace.reserveAgainst(items: itemCount)
    workspace.setContext(dislikes, in: items, newItems)
    workspace.scores.withUnsafeMutableBufferPointer { nothing in
      scorer.score(context: [], for: user, into: nothing)
      workspace.against.withUnsafeMutableBufferPointer { against in
        scorer.score(context: workspace.context, for: user, into: against)
        for block in against.indices { against[block] -= nothing[block] }
      }
    }
  }

  /// Subtracts what `dislikes` items say from the scores for `likes` items.
  ///
  /// At the same weight as likes, dislikes would make lists much worse: people dislike films of the kinds that they
  /// watch, so these films resemble the likes. On MovieLens 100K with 10 likes and all dislikes, NDCG@100 of
  /// `EASE-long` falls from .331 to .256. With the weight below it is .326, and disliked films are 6 % rarer among the
  /// best 20.
  /// - Returns: the weight.
  func subtract(
    _ against: inout [SIMD16<Float>], of dislikes: Int, from scores: UnsafeMutableBufferPointer<SIMD16<Float>>,
    likes: Int
  ) -> Float {
    let weight = against.withUnsafeMutableBufferPointer { against in
      let (liked, disliked) = (spread(of: scores), spread(of: against))
      // Without likes there is nothing else to go by.
      guard let liked, let disliked, likes > 0 else { return Float(1) }
      return Self.shareOfDislikes * min(1, Float(dislikes) / Float(likes)) * liked.deviation / disliked.deviation
    }
    for (block, value) in zip(scores.indices, against) { scores[block] -= weight * value }
    return weight
  }

  /// The spread of what dislikes say, in that of the scores for likes, if there are as many dislikes as likes or more.
  private static var shareOfDislikes: Float { 0.2 }
}
