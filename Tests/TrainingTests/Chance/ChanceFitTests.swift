import Domain
import Glibc
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct ChanceFitTests {
  /// Users and items have true chances: the logit is the sum of the user's and the item's, and of twice their match.
  static let builder: DatasetBuilder = {
    var builder = DatasetBuilder()
    func uniform(_ seed: UInt64, _ user: UInt64, _ item: UInt64) -> Double {
      Double(mix64(mix64(mix64(seed) ^ user) ^ item) >> 11) * 0x1p-53
    }
    for user in 1...300 as ClosedRange<UInt64> {
      for item in 1...60 as ClosedRange<UInt64> {
        guard uniform(1, user, item) < 0.7 else { continue }
        let match = (user + item).isMultiple(of: 2) ? 1.2 : -1.2
        let logit = (uniform(2, user, 0) - 0.4) * 3 + (uniform(3, 0, item) - 0.5) * 3 + match
        let stars = uniform(4, user, item) < 1 / (1 + exp(-logit)) ? 5.0 : 2.5
        builder.add(SmallDataset.rating(UserID(user), ItemID(item), stars, at: 0))
      }
    }
    return builder
  }()

  static let dataset = builder.build(.liked)

  private func results(_ rotations: Range<Int> = 0..<5) throws -> [EvaluationResult] {
    let evaluation = Evaluation(Self.dataset, Self.builder.ratings(), scratch: "/tmp")
    let trainers: [any Trainer] = [EASE(lambda: 50), MostPopular()]
    return EvaluationResult.pooled(
      try rotations.map { try evaluation.run(trainers, rotation: $0, lengths: [nil], progress: NoProgress()) })
  }

  @Test func `chances of users whom nothing was fitted on come true, for single models and for auto`() throws {
    let results = try results()
    #expect(results.map(\.name) == ["popularity", "EASE", "Popularity", "auto"])
    #expect(results[0].chance == nil)
    for result in results.dropFirst() {
      let chance = try #require(result.chance)
      for (length, calibration) in zip(ChanceSummary.lengths, chance.ratings).dropLast() {
        #expect(calibration.count > 8_000)
        #expect(try #require(calibration.error) < 0.02, "\(result.name), \(length) ratings")
      }
      for (length, calibration) in zip(ChanceSummary.lengths, chance.likes).dropLast() {
        #expect(try #require(calibration.error) < 0.03, "\(result.name), \(length) likes")
      }
    }
  }

  @Test func `the score of a model that knows more than the shares has weight, and auto has none of its own`() throws {
    let results = try results(0..<1)
    #expect(results[1].scoreEffects.count == 8)
    #expect(results[1].scoreEffects[Chance.lengths.count - 2].weight > 0.3)
    #expect(results[3].scoreEffects.isEmpty)
  }

  @Test func `without measured scores, a chance rests on the shares alone`() throws {
    let fit = try ChanceFit(try #require(Self.builder.ratings()))
    let chance = fit.chance()
    #expect(chance.sections.map(\.name) == ["chance.share", "chance.items", "chance.weights"])
    guard case .float(let weights) = chance.sections[2].elements else {
      Issue.record("not floats")
      return
    }
    #expect(Array(weights[..<32]) == Array(weights[32...]))
    #expect(weights.allSatisfy(\.isFinite) && stride(from: 3, to: 64, by: 4).allSatisfy { weights[$0] == 0 })
    // The user's share says nothing if only likes are known.
    #expect(stride(from: 18, to: 32, by: 4).allSatisfy { weights[$0] == 0 })
  }

  @Test func `effects of rotations are pooled by their ratings`() {
    let first = ScoreEffect(prediction: [1, 2, 3], weight: 4, ratings: 10)
    let second = ScoreEffect(prediction: [5, 6, 7], weight: 8, ratings: 30)
    #expect(
      ScoreEffect.pooled([[first], [], [second]]) == [ScoreEffect(prediction: [4, 5, 6], weight: 7, ratings: 40)])
    #expect(ScoreEffect.pooled([[.none], [.none]]) == [.none])
    #expect(ScoreEffect.pooled([]).isEmpty)
  }

  @Test func `an item's share leaves out the rating in question`() throws {
    var builder = DatasetBuilder()
    for (user, stars) in [5.0, 4, 1].enumerated() { builder.add(SmallDataset.rating(UserID(user), 7, stars, at: 0)) }
    let ratings = try #require(builder.ratings())
    let shares = ItemShares(ratings, of: [0, 1, 2])
    #expect(shares.share == 0.6)
    #expect(shares.features == [Chance.logit(2, of: 3, share: 0.6)])
    #expect(shares.feature(without: ratings.entries(of: 0)[0]) == Chance.logit(1, of: 2, share: 0.6))
    #expect(shares.feature(without: ratings.entries(of: 2)[0]) == Chance.logit(2, of: 2, share: 0.6))
    #expect(ItemShares(ratings, of: []).share == 0.5)
  }

  @Test func `a question is about the ratings after those that are known`() throws {
    let ratings = try #require(Self.builder.ratings())
    let history = ratings.shuffledEntries(of: 4)
    let all = try #require(ChanceQuestion(of: 4, in: ratings, length: 6, .ratings))
    #expect(Array(all.targets) == Array(history[6...]))
    #expect(all.liked == history[..<6].filter(\.isLiked).map { ratings.items[Int($0.item)] })
    #expect(all.known == .ratings(6, liked: all.liked.count))
    let likes = try #require(ChanceQuestion(of: 4, in: ratings, length: 6, .likes))
    #expect(likes.known == .likes(6) && likes.liked.count == 6)
    let shown = history.count - likes.targets.count
    #expect(history[shown - 1].isLiked && history[..<shown].count(where: \.isLiked) == 6)
    #expect(ChanceQuestion(of: 4, in: ratings, length: history.count, .ratings) == nil)
    #expect(ChanceQuestion(of: 4, in: ratings, length: history.count, .likes) == nil)
  }

  @Test func `at most two thousand users are read, evenly spaced`() {
    #expect(ChanceFit.some(of: Array(0..<2_000)).count == 2_000)
    #expect(ChanceFit.some(of: Array(0..<5_000)) == Array(stride(from: 0, to: 5_000, by: 3)))
    #expect(ChanceFit.some(of: []).isEmpty)
  }
}

struct CalibrationTests {
  private func calibration(_ bins: [(chance: Float, liked: Int)], each: Int) -> Calibration {
    var calibration = Calibration()
    for (chance, liked) in bins { for place in 0..<each { calibration.add(chance, place < liked) } }
    return calibration
  }

  @Test func `the error is the mean over ten bins of the difference between chance and share`() throws {
    let bins = (0..<10).map { (chance: Float($0) / 10, liked: $0) }
    #expect(try #require(calibration(bins, each: 10).error) < 1e-6)
    // One bin of ten expects 0.5 and gets 0.8.
    var one = bins
    one[5].liked = 8
    #expect(abs(try #require(calibration(one.reversed(), each: 10).error) - 0.03) < 1e-6)
  }

  @Test func `fewer ratings than bins have no error`() {
    #expect(Calibration().error == nil)
    #expect(calibration([(0.5, 1)], each: 9).error == nil && calibration([(0.5, 5)], each: 10).error != nil)
  }
}
