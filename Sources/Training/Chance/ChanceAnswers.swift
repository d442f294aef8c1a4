import Domain
import Scoring

/// What a ranker that is served says about the targets of a question.
final class ChanceAnswers {
  private let ratings: RatedItems
  private let ranker: any Ranker
  private var workspace = ScoringWorkspace()

  /// - Parameter ranker: its models have chances.
  init(_ ratings: RatedItems, by ranker: any Ranker) {
    self.ratings = ratings
    self.ranker = ranker
  }

  /// The feature `score` of each target; nil if there are no scores.
  func scores(of question: ChanceQuestion) -> [Float]? {
    guard !question.liked.isEmpty, let model = ranker.model(forContextOf: question.liked.count) else { return nil }
    let ranked = rank(question, model)
    let scores = ranked.compactMap { model.likeness(of: $0, workspace: workspace) }
    return scores.count == question.targets.count ? scores : nil
  }

  /// The chance of each target; nil if the ranker has none. A user without liked items gets popular items, which have
  /// no scores.
  func chances(of question: ChanceQuestion) -> [Float]? {
    guard let model = ranker.model(forContextOf: question.liked.count) else { return nil }
    guard !question.liked.isEmpty else {
      return model.chances(ofUnscored: question.targets.map { ratings.items[Int($0.item)] }, for: question.known)
    }
    return model.chances(of: rank(question, model), for: question.known, workspace: workspace)
  }

  /// The targets with their scores, in the order of the question.
  private func rank(_ question: ChanceQuestion, _ model: Model) -> [ScoredItem] {
    let targets = question.targets.map { ratings.items[Int($0.item)] }
    let ranking = model.recommend(
      context: question.liked, among: targets.sorted(), count: targets.count, workspace: &workspace)
    let scores = Dictionary(uniqueKeysWithValues: ranking.map { ($0.id, $0.score) })
    return targets.map { ScoredItem(id: $0, score: scores[$0] ?? 0) }
  }
}
