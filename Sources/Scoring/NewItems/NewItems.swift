import Domain
import ModelFile
import Synchronization

import func Glibc.exp
import func Glibc.log

/// The items that a model has learnt nothing about: those added to the catalogue after the training, and those that
/// nobody liked. What they have in common with known items lets them take part.
///
/// - In a context, known items like it stand in for a new one, and from them its neighbours are found.
/// - A new item that nobody has rated has a predicted score (`ContentRegression`). One that was rated and not liked
///   keeps that of the model.
package struct NewItems: Sendable {
  /// How many items stand in for a new one.
  private static let standInCount = 10
  /// Only the first new items of a context count, because finding those that stand in takes a look at all items.
  static let maximumInContext = 10

  /// How many times as far apart as the scores of known items the predictions are. With these values, new items are
  /// found about a third as often as known ones, and these hardly less often than once a training has seen the new
  /// ones: the difference is less than the standard error. Chosen on held-out items of MovieLens 100K.
  private static let spread: Float = 1.5
  /// The same for the chances that logits stand for.
  static let spreadOfChances: Float = 1.3

  /// Ascending.
  package let ids: [ItemID]
  /// The places in `ids` of those that nobody has rated.
  let unrated: [Int32]
  /// The positions of those that nobody has rated, but that were in the catalogue of the training.
  let positions: [Int32]
  /// The items of the model, then the new ones.
  private let content: ItemContent
  private let regression: ContentRegression
  /// For each item of the model, how far it can stand in: the logarithm of the number of users who like it. Those of
  /// many users are known best.
  private let trust: [Float]
  private let standIns = StandIns()

  /// Nil if nothing is new, or if new items have nothing in common with items that somebody likes.
  /// - Parameter movies: the catalogue, by ascending id.
  package init?(to model: Model, in movies: [Movie]) {
    let known = model.items.withUnsafeBufferPointer { Array($0) }
    let likes = known.indices.map { model.likes?[$0] ?? 1 }
    var ids = movies.map(\.id).filter { id in model.items.position(of: id).map { likes[$0] <= 0 } ?? true }
    guard !ids.isEmpty else { return nil }
    let byID = Dictionary(uniqueKeysWithValues: movies.map { ($0.id, $0) })
    var content = ItemContent((known + ids).map { byID[$0] })
    let liked = known.indices.filter { likes[$0] > 0 }
    let isReached = content.haveCommonFeatures(known.count..<known.count + ids.count, with: liked)
    if isReached.contains(false) {
      ids = ids.indices.filter { isReached[$0] }.map { ids[$0] }
      guard !ids.isEmpty else { return nil }
      content = ItemContent((known + ids).map { byID[$0] })
    }
    self.ids = ids
    self.content = content
    unrated = ids.indices.filter { place in
      model.items.position(of: ids[place]).map { likes[$0] == Self.isUnrated } ?? true
    }.map(Int32.init)
    positions = unrated.compactMap { model.items.position(of: ids[Int($0)]).map(Int32.init) }
    var isKnown = known.map { byID[$0] != nil }
    for position in positions { isKnown[Int(position)] = false }
    regression = ContentRegression(content, isKnown: isKnown)
    trust = likes.map { log(Float(1 + max(0, $0))) }
  }

  /// The place of an item in `ids`; nil if it is not new.
  func place(of id: ItemID) -> Int? { ids.withUnsafeBufferPointer { SortedIDs.position(of: id, in: $0) } }

  /// The positions of the known items that stand in for the new one at `place`: those with the most similar content
  /// that many users like.
  func standIns(for place: Int) -> [Int32] { standIns.of(place) { findStandIns(for: place) } }

  private func findStandIns(for place: Int) -> [Int32] {
    var best = BestItems()
    best.reset(count: Self.standInCount)
    content.forEachSimilar(to: trust.count + place, among: trust.count) { item, similarity in
      let score = Double(similarity * trust[item])
      if score > max(0, best.threshold) { best.insert(.init(score: score, position: Int32(item))) }
    }
    return best.sorted().map(\.position)
  }

  /// Writes the predicted score of each new item.
  /// - Parameters:
  ///   - scores: those of the items of the model.
  ///   - areLogits: whether the model has a `LogitScorer`. A regression of logits would fit the many items that the
  ///     user will hardly like, so what is predicted is how much less probable than the best known item a new one is.
  func predict(from scores: UnsafeBufferPointer<Float>, areLogits: Bool, into predicted: inout [Float]) {
    let items = trust.count..<trust.count + ids.count
    guard areLogits else {
      return regression.predict(items, from: scores, spread: Self.spread, into: &predicted)
    }
    let best = scores.max() ?? 0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: scores.count) { chances in
      for item in scores.indices { chances.initializeElement(at: item, to: exp(scores[item] - best)) }
      regression.predict(items, from: UnsafeBufferPointer(chances), spread: Self.spreadOfChances, into: &predicted)
    }
    for index in predicted.indices { predicted[index] = best + log(max(predicted[index], .leastNormalMagnitude)) }
  }

  /// The best `count` of those that nobody has rated, best first.
  func best(
    _ count: Int, among candidates: [ItemID]?, _ workspace: inout ScoringWorkspace, where accepts: (ItemID) -> Bool
  ) -> [ScoredItem] {
    workspace.best.reset(count: count)
    for place in unrated {
      let (id, score) = (ids[Int(place)], Double(workspace.predicted[Int(place)]))
      guard score > workspace.best.threshold, score < .infinity else { continue }
      if let candidates, candidates.withUnsafeBufferPointer({ SortedIDs.position(of: id, in: $0) }) == nil { continue }
      if accepts(id) { workspace.best.insert(.init(score: score, position: place)) }
    }
    return workspace.best.sorted().map { ScoredItem(id: ids[Int($0.position)], score: Float($0.score)) }
  }

  /// The section of a model that tells its new items, in addition to its own, for n items:
  ///
  ///     NAME         TYPE   COUNT  DESCRIPTION
  ///     items.likes  Int32  n      how many users like the item; −1 if nobody has rated it either
  package static func likes(_ file: ModelFile) throws(ModelError) -> MappedArray<Int32>? {
    guard file.hasSection(section) else { return nil }
    let likes: MappedArray<Int32>
    do { likes = try file.section(section) } catch { throw .file(error) }
    guard likes.count == file.items.count else {
      throw .wrongCount(section: section, expected: file.items.count, found: likes.count)
    }
    return likes
  }

  /// - Parameter likes: one for each item; `isUnrated` if nobody has rated it.
  package static func sections(likes: [Int32]) -> [SectionContents] { [SectionContents(section, .int32(likes))] }

  package static let isUnrated: Int32 = -1
  private static let section = "items.likes"
}

/// The stand-ins that have been looked for, by place. A look scans all items, and contexts repeat them.
private final class StandIns: Sendable {
  private let found = Mutex<[Int: [Int32]]>([:])

  func of(_ place: Int, find: () -> [Int32]) -> [Int32] {
    if let known = found.withLock({ $0[place] }) { return known }
    let standIns = find()
    found.withLock { $0[place] = standIns }
    return standIns
  }
}
