import Domain
import ModelFile
import Scoring

/// How often new items are among the best 20: items that a model was not trained on, and that test users like.
package struct NewItemSummary: Sendable {
  /// A model, or `auto`.
  package let name: String
  /// Recall@20 of new items and of known ones.
  package private(set) var new = Mean()
  package private(set) var known = Mean()
  /// Recall@20 of known items once the model has been trained on the new ones, too, and these have the places that they
  /// deserve. Known items lose nothing as long as `known` is not less.
  package private(set) var learnt = Mean()
  /// Recall@20 of known items in lists without new ones.
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
  ///   - later: the best 20 once the model has been trained on them.
  ///   - user: the targets are the known items to be found.
  ///   - likedNew: the new items that the user likes.
  mutating func add(
    _ list: [ItemID], without plain: [ItemID], learnt later: [ItemID], for user: HeldOutUser, likedNew: Set<ItemID>,
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
      learnt.add(recall(later, targets))
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
        pooled.learnt.add(rotation[place].learnt)
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
    func measured(
      _ trainer: any Trainer, _ train: Dataset, _ users: [HeldOutUser], adding sections: [SectionContents] = []
    ) throws(TrainingError) -> Model {
      let model = try trained(trainer, train, users, progress, adding: sections).model
      let curve = ContextCurve(rank(users, Auto.lengths, by: ModelRanker(model), train, progress), users)
      return Model(model, figures: curve.figures)
    }
    var models: [Model] = []
    var later: [Model] = []
    for trainer in trainers {
      progress.subject = trainer.name.rawValue
      models.append(try measured(trainer, seen, validation, adding: NewItems.sections(likes: likes)))
      later.append(try measured(trainer, split.train, split.validation))
    }
    // The models have the same items and likes.
    let newItems = models.first.flatMap { NewItems(to: $0, in: movies) }
    var rankers: [(name: String, plain: any Ranker, ranker: any Ranker, later: any Ranker)] = zip(models, later).map {
      model, later in
      (model.name.rawValue, ModelRanker(model), ModelRanker(Model(model, newItems: newItems)), ModelRanker(later))
    }
    if models.count > 1 {
      let ranker = AutoRanker(models.map { Model($0, newItems: newItems) })
      rankers.append((Auto.name, AutoRanker(models), ranker, AutoRanker(later)))
    }
    return rankers.map { name, plain, ranker, later in
      var summary = NewItemSummary(name)
      for user in split.test {
        let shown = user.keeping { !isNew($0) }
        guard !shown.context.isEmpty else { continue }
        func list(_ ranker: any Ranker) -> [ItemID] {
          ranker.rank(context: shown.context, for: user.demographics, count: NewItemSummary.length)
        }
        summary.add(
          list(ranker), without: list(plain), learnt: list(later), for: shown,
          likedNew: Set((user.context + user.targets).filter(isNew)),
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
