import Domain
import LinearAlgebra
import Scoring

/// Fits `Chance`, in two steps, so that the few users who were held out of a model's training suffice.
///
/// 1. What the shares of item and user say, from all users. The share of an item leaves out the rating in question.
/// 2. What a model's score adds, from held-out users: the score has a weight only as far as the shares do not predict
///    it. So the chances stay right on average, whatever users were held out.
package struct ChanceFit: Sendable {
  static let tables = [Chance.Table.ratings, .likes]
  /// With few ratings, the weights stay close to those for the next shorter length.
  private static let ridge = 1.0
  /// More users take longer and change nothing.
  static let maximumUsers = 2_000

  let ratings: RatedItems
  private let shares: ItemShares
  /// Weights of constant, item and user: one for each of `tables`, for each of `Chance.lengths`.
  private let weights: [[Double]]

  /// The first step. Throws `algebra`.
  /// - Parameter isIncluded: the users whose ratings may be read.
  package init(
    _ ratings: RatedItems, where isIncluded: (UserID) -> Bool = { _ in true }
  ) throws(TrainingError) {
    let users = ratings.users.indices.filter { isIncluded(ratings.users[$0]) }
    self.ratings = ratings
    shares = ItemShares(ratings, of: users)
    let some = Self.some(of: users)
    var weights: [[Double]] = []
    for table in Self.tables {
      var last: [Double] = [0, 1, table == .ratings ? 1 : 0]
      for length in Chance.lengths {
        var regression = LogisticRegression(columns: 3)
        for user in some {
          guard let question = ChanceQuestion(of: user, in: ratings, length: length, table) else { continue }
          Self.add(question, to: &regression, shares)
        }
        do { last = try regression.weights(prior: last, ridge: Self.ridge) } catch { throw .algebra(error) }
        weights.append(last)
      }
    }
    self.weights = weights
  }

  /// The second step: one effect for each of `tables`, for each of `Chance.lengths`. Throws `algebra`.
  /// - Parameters:
  ///   - answers: of a model that was not trained on these users.
  ///   - isIncluded: users of the first step.
  func effects(
    of answers: ChanceAnswers, on isIncluded: (UserID) -> Bool
  ) throws(TrainingError) -> [ScoreEffect] {
    let users = Self.some(of: ratings.users.indices.filter { isIncluded(ratings.users[$0]) })
    var effects: [ScoreEffect] = []
    for table in Self.tables {
      var last = ScoreEffect.none
      for length in Chance.lengths {
        var regression = LogisticRegression(columns: 3)
        var scores: [Float] = []
        for user in users {
          guard let question = ChanceQuestion(of: user, in: ratings, length: length, table),
            let own = answers.scores(of: question)
          else { continue }
          Self.add(question, to: &regression, shares)
          scores += own
        }
        if !scores.isEmpty { last = try effect(of: scores, regression, weights[effects.count], last.weight) }
        effects.append(last)
      }
    }
    return effects
  }

  /// - Parameter prior: the weight for the next shorter length.
  private func effect(
    of scores: [Float], _ regression: LogisticRegression, _ weights: [Double], _ prior: Double
  ) throws(TrainingError) -> ScoreEffect {
    do throws(LinearAlgebraError) {
      let prediction = try regression.prediction(of: scores, at: weights, ridge: Self.ridge)
      var rest = LogisticRegression(columns: 1)
      for row in scores.indices {
        rest.add([scores[row] - Float(regression.logit(of: row, prediction))], regression.outcome(of: row))
      }
      let weight = try rest.weights(prior: [prior], ridge: Self.ridge) { regression.logit(of: $0, weights) }
      return ScoreEffect(prediction: prediction, weight: weight[0], ratings: scores.count)
    } catch { throw .algebra(error) }
  }

  /// The chances that a model of these effects serves.
  /// - Parameter effects: empty if the model was not measured; its scores then say nothing.
  package func chance(_ effects: [ScoreEffect] = []) -> Chance {
    let plain = weights.map { Chance.Weights(Float($0[0]), Float($0[1]), Float($0[2]), 0) }
    let scored = weights.indices.map { place -> Chance.Weights in
      let effect = effects.isEmpty ? .none : effects[place]
      let shares = (0..<3).map { Float(weights[place][$0] - effect.weight * effect.prediction[$0]) }
      return Chance.Weights(shares[0], shares[1], shares[2], Float(effect.weight))
    }
    return Chance(share: shares.share, items: shares.features, weights: scored + plain)
  }

  private static func add(
    _ question: ChanceQuestion, to regression: inout LogisticRegression, _ shares: ItemShares
  ) {
    let user = Chance.feature(of: question.known, share: shares.share)
    for target in question.targets { regression.add([1, shares.feature(without: target), user], target.isLiked) }
  }

  /// At most `maximumUsers` of them, evenly spaced: ids may be in the order of joining.
  static func some(of users: [Int]) -> [Int] {
    stride(from: 0, to: users.count, by: max(1, (users.count + maximumUsers - 1) / maximumUsers)).map { users[$0] }
  }
}
