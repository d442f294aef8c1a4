import Domain
import ModelFile

extension Model {
  /// The best `count` items for several users together, best first: "least misery" (O'Connor et al. 2001, PolyLens)
  /// over ranks (Baltrunas et al. 2010), so that the user who likes an item least decides about it.
  ///
  /// No item of any context, no disliked item and no new item is returned. A user whose context has no known item does
  /// not count. The demographics of a party are not used. The rest is as for one user, at the cost of that many users
  /// plus a sort of the scores for each.
  package func recommend(
    toParty contexts: [[ItemID]], dislikes: [ItemID] = [], among candidates: [ItemID]? = nil, count: Int,
    workspace: inout ScoringWorkspace, where accepts: (ItemID) -> Bool = { _ in true }
  ) -> [PartyItem] {
    guard count > 0 else { return [] }
    workspace.reserve(items: itemCount)
    if !dislikes.isEmpty { scoreAgainst(dislikes, for: .unknown, &workspace) }
    let disliked = dislikes.isEmpty ? [] : workspace.own
    let dislikedCount = dislikes.isEmpty ? 0 : workspace.context.count
    workspace.setContext(contexts.flatMap(\.self), in: items)
    var ranking = PartyRanking(
      itemCount: itemCount, without: workspace.own + disliked + (newItems?.positions ?? []))
    for context in contexts {
      workspace.setContext(context, in: items, newItems)
      guard !workspace.context.isEmpty else {
        ranking.addUnknownUser()
        continue
      }
      workspace.scores.withUnsafeMutableBufferPointer { scores in
        scorer.score(context: workspace.context, for: .unknown, into: scores)
        if !dislikes.isEmpty {
          _ = subtract(&workspace.against, of: dislikedCount, from: scores, likes: workspace.context.count)
        }
        ranking.addUser(scores)
      }
    }
    return items.withUnsafeBufferPointer { ids in
      ranking.best(count, ids, among: candidates, using: &workspace.best, where: accepts)
    }
  }
}
