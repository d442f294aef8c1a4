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
    guard let (chances, scores) = answer(question), let scores else { return nil }
    let standardised = scores.compactMap(chances.standardised)
    return standardised.count == question.targets.count ? standardised : nil
  }

  /// The chance of each target; nil if the ranker has none.
  func chances(of question: ChanceQuestion) -> [Float]? {
    guard let (chances, scores) = answer(question) else { return nil }
    return question.targets.enumerated().map { place, target in
      chances[ScoredItem(id: ratings.items[Int(target.item)], score: scores?[place] ?? 0)]
    }
  }

  /// A user without liked items gets popular items, which have no scores.
  private func answer(_ question: ChanceQuestion) -> (Chances, scores: [Float]?)? {
    guard let model = ranker.model(forContextOf: question.liked.count) else { return nil }
    guard !question.liked.isEmpty else { return model.chances(for: question.known).map { ($0, nil) } }
    let targets = question.targets.map { ratings.items[Int($0.item)] }
    let ranking = model.recommend(
      context: question.liked, dislikes: question.disliked, among: targets.sorted(), count: targets.count,
      workspace: &workspace)
    guard let chances = model.chances(for: question.known, workspace: workspace) else { return nil }
    let scores = Dictionary(uniqueKeysWithValues: ranking.map { ($0.id, $0.score) })
    return (chances, targets.compactMap { scores[$0] })
  }
}
