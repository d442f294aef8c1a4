import Scoring
import Training

/// The tables of an evaluation in files: the lists of test users, and their metrics.
struct RankingTables {
  /// Columns: model, rotation, context, user, rank, item, score, hit.
  private let lists: TableFile?
  /// Columns: model, rotation, context, user, shown, targets, and each metric.
  private let users: TableFile?
  /// The items of each list.
  private let top: Int

  /// Creates the files. Throws `WriteFailure`.
  /// - Parameters:
  ///   - lists, users: their paths; nil for no such table.
  init(lists: String?, top: Int, users: String?) throws(WriteFailure) {
    self.top = top
    self.lists =
      if let lists {
        try TableFile(lists, columns: ["model", "rotation", "context", "user", "rank", "item", "score", "hit"])
      } else { nil }
    self.users =
      if let users {
        try TableFile(
          users,
          columns: ["model", "rotation", "context", "user", "shown", "targets"] + Metric.allCases.map(\.rawValue))
      } else { nil }
  }

  func add(_ ranking: TestRanking) {
    let context = FiguresTable.name(ofContext: ranking.length)
    let key = [ranking.ranker, "\(ranking.rotation)", context, "\(ranking.user.user)"]
    if let lists {
      for (place, (item, isHit)) in zip(ranking.items, ranking.hits).prefix(top).enumerated() {
        lists.add(key + ["\(place + 1)", "\(item.id)", "\(item.score)", isHit ? "1" : "0"])
      }
    }
    users?.add(
      key + ["\(ranking.shown)", "\(ranking.user.targets.count)"]
        + Metric.allCases.map { "\(ranking.value(of: $0))" })
  }

  /// Throws `WriteFailure`.
  func finish() throws(WriteFailure) {
    try lists?.finish()
    try users?.finish()
  }
}
