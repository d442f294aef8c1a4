import Domain
import ModelFile

/// A model that is ready to recommend: a verified file, mapped and shared by all workers. Immutable.
package final class Model: Sendable {
  package let name: ModelName
  /// The name, or the names of all parts of a blend, such as `EASE+DeepFM`.
  package let label: String
  /// Names this training, for example `20261123T101530Z-1a2b3c4d`.
  package let version: String
  package let trainedAt: Timestamp
  /// Up to when the model has followed what users like since its training; nil if it has not.
  package let learnedAt: Timestamp?
  /// For example `lambda`.
  package let hyperparameters: [(name: String, value: String)]
  /// The results of the evaluation, for example `NDCG@100`.
  package let figures: [(name: String, value: Double)]
  /// What the model was trained on, for example `users`; empty if the file does not say.
  package let origin: [(name: String, value: String)]
  /// How `auto` weights the model.
  let curve: Auto.Curve
  /// How sharply `auto` prefers this model where it is the best.
  let falls: Auto.Curve
  /// How scores become probabilities; nil if the model was not trained on ratings.
  package let chance: Chance?

  let items: MappedArray<ItemID>
  /// For each item, how many users like it (`NewItems.likes`); nil if the file does not say.
  package let likes: MappedArray<Int32>?
  /// The items of the catalogue that the model has learnt nothing about; nil if there are none.
  package let newItems: NewItems?
  /// XXH64 of the item ids.
  private let itemsHash: UInt64
  let scorer: any Scorer

  /// Maps and verifies the file at `path`. Throws if it is faulty.
  package static func load(_ path: String, as name: ModelName) throws(ModelError) -> Model {
    let file: ModelFile
    do { file = try ModelFile.open(path) } catch { throw ModelError(error, path: path) }
    let model = try Model(file, as: name)
    // Verifying reads every page, but requests need few.
    model.items.releasePages()
    return model
  }

  package init(_ file: ModelFile, as name: ModelName) throws(ModelError) {
    guard file.model == name.rawValue else { throw .wrongModel(expected: name, found: file.model) }
    guard file.items.count < Int(Int32.max) - 16 else { throw .tooManyItems(file.items.count) }
    self.name = name
    let learned = LearnedModel(file.origin)
    version = learned?.version ?? file.version
    learnedAt = learned?.at
    trainedAt = Timestamp(microseconds: file.trainedAt)
    hyperparameters = file.hyperparameters
    figures = file.figures
    origin = file.origin
    curve = Auto.Curve(file.figures)
    falls = Auto.Curve(file.figures, of: Auto.fallFigure)
    chance = try Chance(file)
    likes = try NewItems.likes(file)
    newItems = nil
    items = file.items
    itemsHash = items.withUnsafeBufferPointer { ids in
      var hash = XXH64()
      hash.update(UnsafeRawBufferPointer(ids))
      return hash.finish()
    }
    scorer = try Models.description(of: name).load(file)
    label = name.rawValue
  }

  /// Blends several models. The first one leads: the blend has its name and figures, and the versions of all parts.
  /// - Precondition: there is at least one part, and all have the same items.
  init(blending parts: [(model: Model, weight: Float)]) {
    let leader = parts[0].model
    precondition(parts.allSatisfy { $0.model.hasSameItems(as: leader) })
    name = leader.name
    label = parts.map(\.model.label).joined(separator: "+")
    version = parts.map(\.model.version).joined(separator: "+")
    trainedAt = leader.trainedAt
    learnedAt = leader.learnedAt
    hyperparameters = leader.hyperparameters
    figures = leader.figures
    origin = leader.origin
    curve = leader.curve
    falls = leader.falls
    chance = Chance(blending: parts.map { ($0.model.chance, $0.weight) })
    likes = leader.likes
    newItems = leader.newItems
    items = leader.items
    itemsHash = leader.itemsHash
    scorer = Blend(
      parts.map { Blend.Part(scorer: $0.model.scorer, weight: $0.weight) }, itemCount: leader.items.count)
  }

  /// The same model with other figures and chances. Evaluation needs the model before these are known.
  package convenience init(_ model: Model, figures: [(name: String, value: Double)], chance: Chance? = nil) {
    self.init(model, figures: figures, chance: chance, newItems: model.newItems)
  }

  /// The same model with the new items of a catalogue.
  /// - Parameter newItems: made for a model with the same items and likes.
  package convenience init(_ model: Model, newItems: NewItems?) {
    self.init(model, figures: model.figures, chance: model.chance, newItems: newItems)
  }

  private init(_ model: Model, figures: [(name: String, value: Double)], chance: Chance?, newItems: NewItems?) {
    precondition(chance.map { $0.items.count == model.items.count } ?? true)
    name = model.name
    label = model.label
    version = model.version
    trainedAt = model.trainedAt
    learnedAt = model.learnedAt
    hyperparameters = model.hyperparameters
    self.figures = figures
    origin = model.origin
    curve = Auto.Curve(figures)
    falls = Auto.Curve(figures, of: Auto.fallFigure)
    self.chance = chance
    likes = model.likes
    self.newItems = newItems
    items = model.items
    itemsHash = model.itemsHash
    scorer = model.scorer
  }

  /// Whether both models have the same items, so that a position means the same item in both. This compares hashes,
  /// because `auto` asks on every request.
  package func hasSameItems(as other: Model) -> Bool {
    items.count == other.items.count && itemsHash == other.itemsHash
  }

  /// Whether both models have seen the same users like the same items. For models with the same items.
  package func hasSameLikes(as other: Model) -> Bool {
    guard let likes, let others = other.likes else { return likes == nil && other.likes == nil }
    return likes.withUnsafeBufferPointer { likes in others.withUnsafeBufferPointer { likes.elementsEqual($0) } }
  }

  /// Whether the model has learnt something about an item.
  package func hasLearnt(_ item: ItemID) -> Bool {
    items.position(of: item) != nil && newItems?.place(of: item) == nil
  }

  /// Whether a user of the training likes the item. A file that does not tell how many do counts all of its items.
  func isLiked(_ item: ItemID) -> Bool {
    items.position(of: item).map { position in likes.map { $0[position] > 0 } ?? true } ?? false
  }

  package var hasNewItems: Bool { newItems != nil }

  package var itemCount: Int { items.count }

  /// Whether the model can recommend from an item.
  package func contains(_ item: ItemID) -> Bool {
    items.position(of: item) != nil || newItems?.place(of: item) != nil
  }

  /// The best `count` items for a user who likes `context` and not `dislikes`, best first; if scores are equal, the
  /// lower id comes first.
  ///
  /// Dislikes count against an item, but less than likes count for it (`Model+Dislikes`). New items take part
  /// (`NewItems`), but at most a quarter of the list are new, unless the others are too few or there are `candidates`.
  /// Items of the context and dislikes are never returned. Unknown ids are ignored, and a repeated id counts once.
  /// Fewer items come back if fewer are accepted. An item without a finite score is never returned.
  /// - Parameters:
  ///   - user: the user's demographics; a model that was not trained on demographics ignores them.
  ///   - candidates: the only items that may come back, in ascending order; nil for all.
  ///   - accepts: called only for items that would be among the best, in ascending order of id, new ones last.
  package func recommend(
    context: [ItemID], dislikes: [ItemID] = [], for user: Demographics = .unknown, among candidates: [ItemID]? = nil,
    count: Int, workspace: inout ScoringWorkspace, where accepts: (ItemID) -> Bool = { _ in true }
  ) -> [ScoredItem] {
    guard count > 0 else { return [] }
    workspace.reserve(items: items.count)
    if !dislikes.isEmpty { scoreAgainst(dislikes, for: user, &workspace) }
    let disliked = dislikes.isEmpty ? [] : workspace.own
    let dislikedCount = dislikes.isEmpty ? 0 : workspace.context.count
    workspace.setContext(context, in: items, newItems)
    workspace.user = user
    workspace.scores.withUnsafeMutableBufferPointer { scores in
      workspace.scales = scorer.score(context: workspace.context, for: user, into: scores)
      workspace.spread = chance == nil ? nil : spread(of: scores)
      let areLogits = scorer is any LogitScorer
      workspace.spreadOfExponentials =
        areLogits
        ? workspace.spread?.ofExponentials(of: itemBlocks(of: scores), itemCount: items.count) : nil
      workspace.weightOfDislikes =
        dislikes.isEmpty
        ? 0 : subtract(&workspace.against, of: dislikedCount, from: scores, likes: workspace.context.count)
      if let newItems, !newItems.unrated.isEmpty {
        newItems.predict(from: numbers(of: scores), areLogits: areLogits, into: &workspace.predicted)
        mask(newItems.positions, in: scores)
      }
      mask(workspace.own, in: scores)
      mask(disliked, in: scores)
    }
    let known = best(count, among: candidates, &workspace, where: accepts)
    guard let newItems, !newItems.unrated.isEmpty else { return known }
    let room = candidates == nil ? max(count / Self.shareOfNewItems, count - known.count) : count
    let new = newItems.best(room, among: candidates, &workspace) { item in
      !context.contains(item) && !dislikes.contains(item) && accepts(item)
    }
    return Array((known + new).sorted { ($0.score, $1.id) > ($1.score, $0.id) }.prefix(count))
  }

  /// How many items of a list may be new: one in this many.
  private static let shareOfNewItems = 4

  /// The scores of the items, one by one.
  private func numbers(of scores: UnsafeMutableBufferPointer<SIMD16<Float>>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(
      rebasing: UnsafeRawBufferPointer(scores).assumingMemoryBound(to: Float.self)[..<items.count])
  }

  /// The spread of the scores of all items; nil if they do not differ.
  func spread(of scores: UnsafeMutableBufferPointer<SIMD16<Float>>) -> Spread? {
    guard items.count > 0 else { return nil }
    let spread = Spread(of: itemBlocks(of: scores), itemCount: items.count)
    return spread.isUseful ? spread : nil
  }

  /// The blocks that hold the scores of the items.
  private func itemBlocks(
    of scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> UnsafeMutableBufferPointer<SIMD16<Float>> {
    UnsafeMutableBufferPointer(rebasing: scores[..<blocks(of: items.count)])
  }

  /// Bytes of the model file read to recommend for `context`, not counting the score buffer.
  package func bytesRead(for context: [ItemID]) -> Int {
    var workspace = ScoringWorkspace()
    workspace.setContext(context, in: items)
    return scorer.bytesRead(for: workspace.context)
  }

  /// The id at a position. Ids ascend with positions.
  package func id(at position: Int) -> ItemID { items[position] }

  /// The best `count` of the scores in the workspace.
  private func best(
    _ count: Int, among candidates: [ItemID]? = nil, _ workspace: inout ScoringWorkspace,
    where accepts: (ItemID) -> Bool
  ) -> [ScoredItem] {
    items.withUnsafeBufferPointer { ids in
      workspace.best.reset(count: min(count, ids.count))
      workspace.scores.withUnsafeBufferPointer { scores in
        if let candidates {
          select(candidates, from: scores, ids, into: &workspace.best, where: accepts)
        } else {
          select(from: scores, ids, into: &workspace.best, where: accepts)
        }
      }
      return workspace.best.sorted().map { ScoredItem(id: ids[Int($0.position)], score: Float($0.score)) }
    }
  }

  /// The contribution of each item of the context to the score of each target. If the score of a model is a sum over
  /// the context, this is the item's weight; if the model is neural (`NeuralScorer`), it is the loss of score without
  /// that item.
  /// An item that stands in for a new one contributes in its name. To the score of a new item nothing contributes.
  /// - Parameters:
  ///   - targets: items that were recommended, each once.
  ///   - workspace: the workspace as this model's `recommend` left it; it holds the context.
  package func contributions(to targets: [ItemID], workspace: borrowing ScoringWorkspace) -> Contributions {
    let positions = targets.compactMap { items.position(of: $0).map(Int32.init) }
    var values = [Float](repeating: 0, count: positions.count * workspace.context.count)
    scorer.addContributions(
      of: workspace.context, for: workspace.user, to: positions, times: workspace.scales, into: &values)
    let found = Contributions(context: workspace.context.map { items[Int($0)] }, values: values)
    if workspace.standIns.isEmpty, positions.count == targets.count { return found }
    let standIns = Dictionary(
      workspace.standIns.map { (items[Int($0.position)], $0.item) }, uniquingKeysWith: { first, _ in first })
    return found.naming(standIns, rows: targets.map { items.position(of: $0) != nil })
  }

  /// The `count` items most similar to `item`, best first; none if the model does not know it. Similarity is the score
  /// for a user who likes only that item; in a neural model it is the cosine of the items' embeddings. A new item has
  /// the neighbours of the items that stand in for it, in every model by their score. It is in no other item's list.
  package func similar(
    to item: ItemID, count: Int, workspace: inout ScoringWorkspace, where accepts: (ItemID) -> Bool = { _ in true }
  ) -> [ScoredItem] {
    guard count > 0 else { return [] }
    workspace.reserve(items: items.count)
    if newItems?.place(of: item) != nil {
      workspace.setContext([item], in: items, newItems)
      workspace.scores.withUnsafeMutableBufferPointer { scores in
        scorer.score(context: workspace.context, for: .unknown, into: scores)
        mask(workspace.own, in: scores)
      }
    } else if let position = items.position(of: item).map(Int32.init) {
      workspace.scores.withUnsafeMutableBufferPointer { scores in
        scorer.similarity(to: position, into: scores)
        mask([position], in: scores)
      }
    } else {
      return []
    }
    if let newItems { workspace.scores.withUnsafeMutableBufferPointer { mask(newItems.positions, in: $0) } }
    return best(count, &workspace, where: accepts)
  }
}
