import ModelFile

import func Glibc.log

/// The probability that a user gives an item four stars or more, if they rate it. A score only ranks; this can be
/// compared with what happens.
///
/// It is a logistic regression on three features:
/// - item: the logit of the share of the item's ratings that have four stars or more;
/// - user: the same for the user's known ratings;
/// - score: the item's score for the liked items in the model that ranks, in standard deviations above the mean of all
///   items; for logits, their exponential.
///
/// Both shares are shrunk: `priorCount` ratings of average kind are added. The weights depend on how much is known
/// about the user. They are fitted for each of `lengths`, and in between interpolated over the logarithm of the length.
package struct Chance: Sendable {
  /// What is known about a user.
  package enum Known: Equatable, Sendable {
    /// The number of ratings, and how many of these have four stars or more.
    case ratings(Int, liked: Int)
    /// The number of items that the user likes. How many others the user did not like is unknown, so the user counts as
    /// an average one.
    case likes(Int)
  }

  /// A table of weights: one row for each of `lengths`.
  package enum Table: Int, CaseIterable, Sendable {
    /// For known ratings, and for known likes.
    case ratings, likes
    /// The same for items without a score.
    case ratingsWithoutScore, likesWithoutScore
  }

  /// The weights of the features: a constant, item, user, score.
  package typealias Weights = SIMD4<Float>

  package static let lengths = [1, 3, 10, 50]
  package static let priorCount: Float = 4
  private static let logarithms = lengths.map { log(Float($0)) }

  /// The share of all ratings that have four stars or more.
  package let share: Float
  /// The feature `item` of each item, by position.
  package let items: [Float]
  /// Table by table.
  let weights: [Weights]

  /// - Parameter weights: for each table, by its raw value, one for each of `lengths`.
  package init(share: Float, items: [Float], weights: [Weights]) {
    precondition(weights.count == Table.allCases.count * Self.lengths.count)
    self.share = share
    self.items = items
    self.weights = weights
  }

  /// The chance for a blend of models: the mean of their weights. Nil if the first one has none.
  init?(blending parts: [(chance: Chance?, weight: Float)]) {
    guard let first = parts.first?.chance else { return nil }
    var sum = [Weights](repeating: .zero, count: first.weights.count)
    var total: Float = 0
    for case (let chance?, let weight) in parts {
      for place in sum.indices { sum[place] += chance.weights[place] * weight }
      total += weight
    }
    self.init(share: first.share, items: first.items, weights: sum.map { $0 / total })
  }

  /// The logit of a share, shrunk towards the share of all ratings.
  /// - Parameters:
  ///   - liked: the ratings of four stars or more.
  ///   - count: all ratings.
  package static func logit(_ liked: Float, of count: Float, share: Float) -> Float {
    let (yes, no) = (liked + priorCount * share, count - liked + priorCount * (1 - share))
    return log(yes / no)
  }

  /// The feature `user`.
  package static func feature(of known: Known, share: Float) -> Float {
    switch known {
    case .ratings(let count, let liked): logit(Float(liked), of: Float(count), share: share)
    case .likes: 0
    }
  }

  func weights(for known: Known, hasScores: Bool) -> Weights {
    let (table, length): (Table, Int) =
      switch known {
      case .ratings(let count, _): (hasScores ? .ratings : .ratingsWithoutScore, count)
      case .likes(let count): (hasScores ? .likes : .likesWithoutScore, count)
      }
    let rows = weights[table.rawValue * Self.lengths.count..<(table.rawValue + 1) * Self.lengths.count]
    let position = log(Float(max(1, length)))
    guard let next = Self.logarithms.firstIndex(where: { $0 > position }) else { return rows[rows.endIndex - 1] }
    let (low, high) = (Self.logarithms[next - 1], Self.logarithms[next])
    let (before, after) = (rows[rows.startIndex + next - 1], rows[rows.startIndex + next])
    return before + (after - before) * ((position - low) / (high - low))
  }
}
