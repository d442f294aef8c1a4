import Domain
import Scoring

/// How often new items are among the best 20: items that a model was not trained on, and that test users like.
package struct NewItemSummary: Sendable {
  /// A model, or `auto`.
  package let name: String
  /// Recall@20 of new items, of known ones, and of known ones in lists without new ones.
  package private(set) var new = Mean()
  package private(set) var known = Mean()
  package private(set) var alone = Mean()
  /// How many of the best 20 are new.
  package private(set) var share = Mean()

  package struct Mean: Equatable, Sendable {
    private var sum = 0.0
    private var count = 0

    /// Nil if there is nothing.
    package var value: Double? { count > 0 ? sum / Double(count) : nil }

    mutating func add(_ value: Double) { (sum, count) = (sum + value, count + 1) }

    mutating func add(_ other: Mean) { (sum, count) = (sum + other.sum, count + other.count) }
  }

  static let length = 20

  init(_ name: String) { self.name = name }

  /// - Parameters:
  ///   - list: the best 20 when new items take part.
  ///   - plain: the best 20 when they do not.
  ///   - user: the targets are the known items to be found.
  ///   - likedNew: the new items that the user likes.
  mutating func add(
    _ list: [ItemID], without plain: [ItemID], for user: HeldOutUser, likedNew: Set<ItemID>,
    _ isNew: (ItemID) -> Bool
  ) {
    func recall(_ list: [ItemID], _ targets: Set<ItemID>) -> Double {
      Double(list.count(where: targets.contains)) / Double(min(Self.length, targets.count))
    }
    if !likedNew.isEmpty { new.add(recall(list, likedNew)) }
    let targets = Set(user.targets)
    if !targets.isEmpty {
      known.add(recall(list, targets))
      alone.add(recall(plain, targets))
    }
    share.add(Double(list.count(where: isNew)) / Double(Self.length))
  }

  /// The summaries over all rotations, which have the same names in the same order.
  package static func pooled(_ rotations: [[NewItemSummary]]) -> [NewItemSummary] {
    let measured = rotations.filter { !$0.isEmpty }
    return (measured.first?.indices ?? 0..<0).map { place in
      measured.dropFirst().reduce(into: measured[0][place]) { pooled, rotation in
        pooled.new.add(rotation[place].new)
        pooled.known.add(rotation[place].known)
        pooled.alone.add(rotation[place].alone)
        pooled.share.add(rotation[place].share)
      }
    }
  }
}

extension Evaluation {
  /// Trains models that never see a tenth of the items, another one in each rotation, and measures how users find
  /// these. Empty if the rotation has no users to measure or none to train on.
  /// - Parameter movies: what is known about the items, by ascending id.
  package func newItems(
    _ trainers: [any Trainer], rotation: Int, _ movies: [Movie], progress: any Progress
  ) throws(TrainingError) -> [NewItemSummary] {
    func isNew(_ item: ItemID) -> Bool {
      mix64(mix64(3) ^ UInt64(bitPattern: item)) % 10 == UInt64(rotation)
    }
    let split = Split(dataset, rotation: rotation)
    let seen = split.train.withoutLikes(of: isNew)
    guard seen.positiveCount > 0, !split.test.isEmpty else { return [] }
    let validation = split.validation.map { $0.keeping { !isNew($0) } }
      .filter { !$0.context.isEmpty && !$0.targets.isEmpty }
    let likes = seen.likes.enumerated().map { isNew(seen.items[$0]) ? NewItems.isUnrated : Int32($1) }
    var models: [Model] = []
    for trainer in trainers {
      progress.subject = trainer.name.rawValue
      let model = try trained(trainer, seen, validation, progress, adding: NewItems.sections(likes: likes)).model
      let curve = ContextCurve(
        rank(validation, Auto.lengths, by: ModelRanker(model), seen, progress), validation)
      models.append(Model(model, figures: curve.figures))
    }
    // The models have the same items and likes.
    let newItems = models.first.flatMap { NewItems(to: $0, in: movies) }
    let rankers: [(name: String, plain: any Ranker, ranker: any Ranker)] =
      models.map { ($0.name.rawValue, ModelRanker($0), ModelRanker(Model($0, newItems: newItems))) }
      + (models.count > 1
        ? [(Auto.name, AutoRanker(models), AutoRanker(models.map { Model($0, newItems: newItems) }))] : [])
    return rankers.map { name, plain, ranker in
      var summary = NewItemSummary(name)
      for user in split.test {
        let shown = user.keeping { !isNew($0) }
        guard !shown.context.isEmpty else { continue }
        func list(_ ranker: any Ranker) -> [ItemID] {
          ranker.rank(context: shown.context, for: user.demographics, count: NewItemSummary.length)
        }
        summary.add(
          list(ranker), without: list(plain), for: shown, likedNew: Set((user.context + user.targets).filter(isNew)),
          isNew)
      }
      return summary
    }
  }
}

extension HeldOutUser {
  /// The same user with those items for which `isIncluded` holds.
  fileprivate func keeping(_ isIncluded: (ItemID) -> Bool) -> HeldOutUser {
    HeldOutUser(
      user: user, demographics: demographics, context: context.filter(isIncluded), targets: targets.filter(isIncluded))
  }
}
