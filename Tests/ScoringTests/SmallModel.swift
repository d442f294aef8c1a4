import Domain
import ModelFile

@testable import Scoring

/// Models made of matrices that are small enough to check by eye, or random with a seed.
enum SmallModel {
  /// - Parameter rows: row i has the weights of context item i for all items.
  static func ease(items: [ItemID], _ rows: [[Float]]) throws -> Model {
    let padding = [Float](repeating: 0, count: EASEScorer.stride(items: items.count) - items.count)
    return try model(.ease, items, EASEScorer.sections(weights: rows.flatMap { $0 + padding }))
  }

  /// A sparse model with the same weights, without zeros.
  static func itemKNN(items: [ItemID], _ rows: [[Float]]) throws -> Model {
    let entries = rows.map { row in row.enumerated().filter { $0.element != 0 } }
    return try model(
      .itemKNN, items,
      SparseScorer.sections(
        rows: entries.reduce(into: [0]) { $0.append(($0.last ?? 0) + Int64($1.count)) },
        columns: entries.joined().map { Int32($0.offset) }, weights: entries.joined().map(\.element)))
  }

  static func model(_ name: ModelName, _ items: [ItemID], _ sections: [SectionContents]) throws -> Model {
    try Model(file(name.rawValue, items, sections), as: name)
  }

  static func file(_ model: String, _ items: [ItemID], _ sections: [SectionContents]) throws -> ModelFile {
    let contents = ModelFileContents(
      model: model, trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [("lambda", "200")],
      figures: [("NDCG@100", 0.5)], items: items, sections: sections)
    return try ModelFile.decode(contents.encoded())
  }

  /// A matrix of few different weights, so that equal scores are common; about half of them are zero.
  static func coarseMatrix(_ items: Int, seed: UInt64) -> [[Float]] {
    var random = SeededGenerator(state: seed)
    return (0..<items).map { _ in (0..<items).map { _ in max(0, Float(Int.random(in: -3...3, using: &random))) / 4 } }
  }
}

extension Model {
  /// The contributions of a context to the scores of `targets`.
  func contributions(of context: [ItemID], for user: Demographics = .unknown, to targets: [ItemID]) -> Contributions {
    var workspace = ScoringWorkspace()
    _ = recommend(context: context, for: user, count: 1, workspace: &workspace)
    return contributions(to: targets, workspace: workspace)
  }
}

/// The recommendations of a linear model, computed in the plainest way.
func bruteForce(
  items: [ItemID], _ rows: [[Float]], context: [ItemID], count: Int, where accepts: (ItemID) -> Bool = { _ in true }
) -> [ScoredItem] {
  let known = items.indices.filter { context.contains(items[$0]) }
  let scored = items.indices.map { item in
    ScoredItem(id: items[item], score: known.reduce(0) { $0 + rows[$1][item] })
  }
  let candidates = scored.filter { !context.contains($0.id) && accepts($0.id) }
  return Array(candidates.sorted { ($0.score, $1.id) > ($1.score, $0.id) }.prefix(max(0, count)))
}

/// splitmix64, so that a failing test fails again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
