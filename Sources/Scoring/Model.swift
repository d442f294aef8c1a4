import Domain
import ModelFile

/// One model, ready to recommend: a verified file that is mapped and shared by all workers. Immutable.
package final class Model: Sendable {
  package let name: ModelName
  /// For people: the name, or those of all parts, as `EASE+DeepFM`.
  package let label: String
  /// Names this very training, for example `20261123T101530Z-1a2b3c4d`.
  package let version: String
  package let trainedAt: Timestamp
  /// As `marquee-train` was told, for example `lambda`.
  package let hyperparameters: [(name: String, value: String)]
  /// How it did in evaluation, for example `NDCG@100`.
  package let figures: [(name: String, value: Double)]
  /// What it was trained on, for example `users`; empty if the file does not tell.
  package let origin: [(name: String, value: String)]
  /// What `auto` goes by.
  let curve: Auto.Curve

  private let items: MappedArray<MovieID>
  /// XXH64 of the items.
  private let itemsHash: UInt64
  private let scorer: any Scorer

  /// Maps and verifies the file at `path`. The error says the fault.
  package static func load(_ path: String, as name: ModelName) throws(ModelError) -> Model {
    let file: ModelFile
    do { file = try ModelFile.open(path) } catch { throw ModelError(error, path: path) }
    return try Model(file, as: name)
  }

  package init(_ file: ModelFile, as name: ModelName) throws(ModelError) {
    guard file.model == name.rawValue else { throw .wrongModel(expected: name, found: file.model) }
    guard file.items.count < Int(Int32.max) - 16 else { throw .tooManyItems(file.items.count) }
    self.name = name
    version = file.version
    trainedAt = Timestamp(microseconds: file.trainedAt)
    hyperparameters = file.hyperparameters
    figures = file.figures
    origin = file.origin
    curve = Auto.Curve(file.figures)
    items = file.items
    itemsHash = items.withUnsafeBufferPointer { ids in
      var hash = XXH64()
      hash.update(UnsafeRawBufferPointer(ids))
      return hash.finish()
    }
    scorer = try Models.description(of: name).load(file)
    label = name.rawValue
  }

  /// Several models as one, the first of them leading: its name, its facts, and the versions of all.
  /// - Precondition: there is one, and all have the same items.
  init(blending parts: [(model: Model, weight: Float)]) {
    let leader = parts[0].model
    precondition(parts.allSatisfy { $0.model.hasSameItems(as: leader) })
    name = leader.name
    label = parts.map(\.model.label).joined(separator: "+")
    version = parts.map(\.model.version).joined(separator: "+")
    trainedAt = leader.trainedAt
    hyperparameters = leader.hyperparameters
    figures = leader.figures
    origin = leader.origin
    curve = leader.curve
    items = leader.items
    itemsHash = leader.itemsHash
    scorer = Blend(
      parts.map { Blend.Part(scorer: $0.model.scorer, weight: $0.weight) }, itemCount: leader.items.count)
  }

  /// The same model with other figures: for evaluation, which knows them only after the model can be used.
  package init(_ model: Model, figures: [(name: String, value: Double)]) {
    name = model.name
    label = model.label
    version = model.version
    trainedAt = model.trainedAt
    hyperparameters = model.hyperparameters
    self.figures = figures
    origin = model.origin
    curve = Auto.Curve(figures)
    items = model.items
    itemsHash = model.itemsHash
    scorer = model.scorer
  }

  /// Whether both know the same films, so that a position means the same in both. By their hash: `auto` asks at every
  /// request.
  func hasSameItems(as other: Model) -> Bool {
    items.count == other.items.count && itemsHash == other.itemsHash
  }

  package var itemCount: Int { items.count }

  package func contains(_ movie: MovieID) -> Bool { items.position(of: movie) != nil }

  /// The best `count` films for someone who likes `context` and does not like `dislikes`, best first; equal scores:
  /// lower id first.
  ///
  /// What is disliked counts against: `score(context) - (score(dislikes) - score(nothing))`, for every model alike.
  /// Films of the context and disliked ones never come back. Ids that the model does not know are ignored, and a
  /// repeated id counts once. Fewer come back where fewer are accepted. A score that is not a finite number is never
  /// returned.
  /// - Parameters:
  ///   - person: what is known of who it is for; models that were not trained to go by it ignore it.
  ///   - accepts: asked only about films that would get in, in ascending order of id.
  package func recommend(
    context: [MovieID], dislikes: [MovieID] = [], for person: Demographics = .unknown, count: Int,
    workspace: inout ScoringWorkspace,
    where accepts: (MovieID) -> Bool = { _ in true }
  ) -> [ScoredMovie] {
    guard count > 0 else { return [] }
    workspace.reserve(items: items.count)
    if !dislikes.isEmpty { scoreAgainst(dislikes, of: person, &workspace) }
    let disliked = dislikes.isEmpty ? [] : workspace.context
    workspace.setContext(context, in: items)
    workspace.person = person
    workspace.scores.withUnsafeMutableBufferPointer { scores in
      workspace.scales = scorer.score(context: workspace.context, of: person, into: scores)
      if !disliked.isEmpty { subtract(workspace.against, from: scores) }
      mask(workspace.context, in: scores)
      mask(disliked, in: scores)
    }
    return best(count, &workspace, where: accepts)
  }

  /// Bytes of the model that recommending for a context reads, of which those of all scores are no part.
  package func bytesRead(for context: [MovieID]) -> Int {
    var workspace = ScoringWorkspace()
    workspace.setContext(context, in: items)
    return scorer.bytesRead(for: workspace.context)
  }

  /// The id at a position, ascending.
  package func id(at position: Int) -> MovieID { items[position] }

  /// The best `count` of the scores in the workspace.
  private func best(
    _ count: Int, _ workspace: inout ScoringWorkspace, where accepts: (MovieID) -> Bool
  ) -> [ScoredMovie] {
    items.withUnsafeBufferPointer { ids in
      workspace.best.reset(count: min(count, ids.count))
      workspace.scores.withUnsafeBufferPointer { select(from: $0, ids, into: &workspace.best, where: accepts) }
      return workspace.best.sorted().map { ScoredMovie(id: ids[Int($0.position)], score: Float($0.score)) }
    }
  }

  /// What each film of the context has given to the score of each of `movies`: exact for models whose score is a sum
  /// over the context, for neural ones what the score loses without that film (`NeuralScorer`).
  /// - Parameters:
  ///   - movies: films that the model knows, each once.
  ///   - workspace: as this model's `recommend` has left it; the context is that one's.
  package func contributions(to movies: [MovieID], workspace: borrowing ScoringWorkspace) -> Contributions {
    let targets = movies.compactMap { items.position(of: $0).map(Int32.init) }
    var given = [Float](repeating: 0, count: targets.count * workspace.context.count)
    scorer.addContributions(
      of: workspace.context, workspace.person, to: targets, times: workspace.scales, to: &given)
    return Contributions(films: workspace.context.map { items[Int($0)] }, given: given)
  }

  /// The `count` films nearest to `movie`, best first; none where the model does not know it. Near is what someone
  /// likes who likes just that film; for neural models, which know films by vectors, the cosine of these.
  package func similar(
    to movie: MovieID, count: Int, workspace: inout ScoringWorkspace, where accepts: (MovieID) -> Bool = { _ in true }
  ) -> [ScoredMovie] {
    guard count > 0, let position = items.position(of: movie).map(Int32.init) else { return [] }
    workspace.reserve(items: items.count)
    workspace.scores.withUnsafeMutableBufferPointer { scores in
      scorer.similarity(to: position, into: scores)
      mask([position], in: scores)
    }
    return best(count, &workspace, where: accepts)
  }

  /// Leaves `score(dislikes) - score(nothing)` in `against` and the dislikes in `context`.
  private func scoreAgainst(
    _ dislikes: [MovieID], of person: Demographics, _ workspace: inout ScoringWorkspace
  ) {
    workspace.reserveAgainst(items: items.count)
    workspace.setContext(dislikes, in: items)
    workspace.scores.withUnsafeMutableBufferPointer { nothing in
      scorer.score(context: [], of: person, into: nothing)
      workspace.against.withUnsafeMutableBufferPointer { against in
        scorer.score(context: workspace.context, of: person, into: against)
        subtract(nothing, from: against)
      }
    }
  }
}

/// `scores -= other`, block by block.
private func subtract(
  _ other: some Collection<SIMD16<Float>>, from scores: UnsafeMutableBufferPointer<SIMD16<Float>>
) {
  for (block, value) in zip(scores.indices, other) { scores[block] -= value }
}
