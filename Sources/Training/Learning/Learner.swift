import LinearAlgebra
import ModelFile
import Scoring

/// A change of what one user likes.
struct HistoryChange: Sendable {
  let before: History
  let after: History
}

/// A model in closed form that follows changes of single users' histories without a training.
protocol Learner: Sendable {
  /// Follows the changes. After an error the model is of no more use.
  mutating func apply(_ changes: [HistoryChange]) throws(TrainingError)
  /// The sections of the model's file.
  func sections() throws(TrainingError) -> [SectionContents]
  /// Whether this many changes take longer than a training.
  func prefersTraining(to changes: [HistoryChange]) -> Bool
}

extension Learner {
  func prefersTraining(to changes: [HistoryChange]) -> Bool { false }
}

/// EASE, by updates of its inverse.
///
/// Users that count by the length of their history (`EASE.features`) and their favourites count relative to the mean
/// length at the last training, because a change of that mean is no change of low rank.
struct EASELearner: Learner {
  private let ease: EASE
  private let weights: RowWeights
  /// Whether favourites have rows of their own: not as long as all positives are favourites.
  private let countsFavourites: Bool
  private var inverse: UpdatedInverse
  private var likes: Likes

  /// - Parameter favourites: users × items; nil if all positives are.
  init(
    _ ease: EASE, on positives: SparseMatrix, _ favourites: SparseMatrix?, _ itemFeatures: ItemFeatures
  ) throws(TrainingError) {
    self.ease = ease
    let favourites = ease.favourites > 0 ? favourites : nil
    countsFavourites = favourites != nil
    weights = ease.rowWeights(positives, favourites)
    likes = Likes(positives)
    inverse = UpdatedInverse(try ease.inverse(of: positives, favourites, itemFeatures, progress: NoProgress()))
  }

  mutating func apply(_ changes: [HistoryChange]) throws(TrainingError) {
    likes.apply(changes)
    do { try inverse.add(terms(of: changes)) } catch { throw .algebra(error) }
  }

  func sections() throws(TrainingError) -> [SectionContents] {
    try ease.sections(inverse: inverse.matrix, likes: likes.counts)
  }

  func prefersTraining(to changes: [HistoryChange]) -> Bool {
    // The first positive that is no favourite gives all favourites rows of their own.
    if ease.favourites > 0, !countsFavourites, changes.contains(where: { $0.after.isFavourite != nil }) { return true }
    // 2 k n² steps against n³, but an inversion uses the processor less well.
    return terms(of: changes).count > inverse.matrix.rows / 2
  }

  /// The change of the Gram matrix, penalty included.
  private func terms(of changes: [HistoryChange]) -> [UpdatedInverse.Term] {
    var terms: [UpdatedInverse.Term] = []
    var likes: [Int32: Float] = [:]
    for change in changes {
      for (history, sign) in [(change.before, Float(-1)), (change.after, 1)] {
        for (weight, items) in rows(of: history) where !items.isEmpty {
          terms.append(UpdatedInverse.Term(sign * weight, items))
          for item in items { likes[item, default: 0] += sign * weight }
        }
      }
    }
    let factor = ease.diagonalFactor - 1
    let penalties = likes.sorted { $0.key < $1.key }.map { UpdatedInverse.Term(factor * $0.value, [$0.key]) }
    return terms + penalties.filter { $0.coefficient != 0 }
  }

  /// The rows of the Gram matrix that a user has.
  private func rows(of history: History) -> [(weight: Float, items: [Int32])] {
    let user = (weights.ofUser(items: history.items.count), history.items)
    guard countsFavourites else { return [user] }
    let favourites = history.favourites
    return [user, (weights.ofFavourites(items: favourites.count), favourites)]
  }
}

/// ItemKNN, by updates of the co-occurrences of all items: items² × 4 bytes.
struct ItemKNNLearner: Learner {
  private let knn: ItemKNN
  /// The sum of the weights of the users who like both items; on the diagonal, of those who like the item.
  private var both: Matrix<Float>

  init(_ knn: ItemKNN, on positives: SparseMatrix) {
    self.knn = knn
    both = CoOccurrence(positives).gram(weights: knn.similarity.userWeights(positives).map { Float($0) })
    both.mirrorUpper()
  }

  mutating func apply(_ changes: [HistoryChange]) {
    for change in changes {
      add(change.before.items, sign: -1)
      add(change.after.items, sign: 1)
    }
  }

  private mutating func add(_ items: [Int32], sign: Float) {
    let weight = sign * Float(knn.similarity.userWeight(likes: items.count, of: both.columns))
    let stride = both.stride
    both.elements.withUnsafeMutableBufferPointer { both in
      for first in items {
        for second in items { both[Int(first) * stride + Int(second)] += weight }
      }
    }
  }

  func sections() -> [SectionContents] {
    let measure = SimilarityMeasure(
      knn.similarity, shrinkage: knn.shrinkage, itemWeights: both.diagonal.map { Double($0) })
    let columns = byColumns(both.columns, NoProgress()) { [both, knn] range in
      var selection = NeighbourSelection(measure, neighbours: knn.neighbours)
      return range.map { column in
        let start = column * both.stride
        return selection.neighbours(of: column, among: both.elements[start..<start + both.columns])
      }
    }
    return SparseWeights(columns: columns).sections
  }
}

/// The number of users who like each item, as a model.
struct PopularityLearner: Learner {
  private var likes: Likes

  init(on positives: SparseMatrix) { likes = Likes(positives) }

  mutating func apply(_ changes: [HistoryChange]) { likes.apply(changes) }

  func sections() -> [SectionContents] { PopularityScorer.sections(counts: likes.counts) }
}

/// The number of users who like each item.
private struct Likes {
  private(set) var counts: [Int]

  init(_ positives: SparseMatrix) {
    counts = [Int](repeating: 0, count: positives.columns)
    for item in positives.indices { counts[Int(item)] += 1 }
  }

  mutating func apply(_ changes: [HistoryChange]) {
    for change in changes {
      for item in change.before.items { counts[Int(item)] -= 1 }
      for item in change.after.items { counts[Int(item)] += 1 }
    }
  }
}
