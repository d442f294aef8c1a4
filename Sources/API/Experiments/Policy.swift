import Domain
import Scoring

/// A model that could have chosen the movies of recorded lists.
package struct Policy {
  /// `MODEL` or `MODEL@VERSION`.
  package let name: String
  private let choice: ModelChoice
  private let models: ModelStates

  /// Nil if the arm's model cannot be used. Its settings do not matter.
  /// - Parameter directory: has the versions that arms name.
  package init?(_ arm: Arm, _ models: ModelStates, _ directory: ModelDirectory) {
    guard let choice = Treatments.choice(of: arm, models, directory) else { return nil }
    if case .named(let name) = choice, models[name]?.model == nil { return nil }
    name = arm.name
    self.choice = choice
    self.models = models
  }

  /// When the newest model that may answer was trained.
  package var trainedAt: Timestamp? {
    switch choice {
    case .auto: models.values.compactMap { $0.model?.trainedAt }.max()
    case .named(let name): models[name]?.model?.trainedAt
    case .pinned(let model): model.trainedAt
    }
  }

  /// For each place the best movie of its block, as an index. If the model knows none of them, the place keeps its own.
  package func choices(
    for exploration: Exploration, of user: Demographics, _ workspace: inout ScoringWorkspace
  ) -> [Int] {
    let candidates = exploration.blocks.joined().sorted()
    let ranking =
      models.model(Assignment(choice), for: exploration.context)?.recommend(
        context: exploration.context, dislikes: exploration.dislikes, for: user, among: candidates,
        count: candidates.count, workspace: &workspace) ?? []
    let ranks = Dictionary(ranking.enumerated().map { ($1.id, $0) }, uniquingKeysWith: min)
    return exploration.blocks.map { block in
      block.indices.min { (ranks[block[$0]] ?? .max, $0) < (ranks[block[$1]] ?? .max, $1) } ?? 0
    }
  }
}
