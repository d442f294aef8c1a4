import Domain
import ModelFile
import Testing

@testable import Scoring

struct QuantisedTests {
  private func model(_ rows: [[Float]]) throws -> Model {
    let items = rows.count
    let padding = [Float](repeating: 0, count: EASEScorer.stride(items: items) - items)
    let sections = QuantisedScorer.sections(weights: rows.flatMap { $0 + padding }, items: items)
    return try SmallModel.model(.ease, (0..<items).map { ItemID($0) }, sections)
  }

  private func recommend(_ model: Model, _ context: [ItemID]) -> [ScoredItem] {
    var workspace = ScoringWorkspace()
    return model.recommend(context: context, count: model.itemCount, workspace: &workspace)
  }

  @Test func `a quantised weight is rounded to the nearest 127th of the greatest in its column`() throws {
    let model = try model([[0, 1, 4], [0.5, 0, -8], [-0.25, 0.1, 0]])
    // 1 and 0.1 in units of 1/127: 127 and 12.7, rounded 13; −0.25 in units of 0.5/127: −63.5, rounded −64.
    let units: [Float] = [0.5 / 127, 1.0 / 127, 8.0 / 127]
    let last = [ScoredItem(id: 1, score: 13 * units[1]), ScoredItem(id: 0, score: -64 * units[0])]
    #expect(recommend(model, [2]) == last)
    // 4 in units of 8/127: 63.5, rounded 64; −8 is −127.
    let both = [ScoredItem(id: 2, score: -63 * units[2])]
    #expect(recommend(model, [0, 1]) == both)
  }

  /// 17 and 300 items have a partial block, and 2,100 need two tiles. A context of 299 needs two 16-bit sums.
  @Test(arguments: [17, 300, 2_100])
  func `scores from quantised weights match brute force, for any length of context`(items: Int) throws {
    var random = SeededGenerator(state: UInt64(items))
    var rows = (0..<items).map { _ in (0..<items).map { _ in Float(Int.random(in: -127...127, using: &random)) } }
    // Rows of extremes make the scale of each column 1, and the first sums as great as they can be.
    for row in 0..<min(items, 290) { rows[row] = [Float](repeating: row.isMultiple(of: 7) ? -127 : 127, count: items) }
    let model = try model(rows)
    let ids = (0..<items).map { ItemID($0) }
    for length in [0, 1, 16, items == 17 ? 16 : 299] {
      let context = Array(ids.prefix(length))
      #expect(recommend(model, context) == bruteForce(items: ids, rows, context: context, count: items))
    }
  }

  @Test func `contributions from quantised weights add up to the score`() throws {
    let model = try model([[0, 1, 4], [0.5, 0, -8], [-0.25, 0.1, 0]])
    let given = Array(model.contributions(of: [0, 1], to: [2])[0])
    let unit: Float = 8.0 / 127
    let expected = [64 * unit, -127 * unit]
    #expect(given == expected)
  }

  @Test func `a quantised matrix of zeros gives scores of zero`() throws {
    #expect(recommend(try model([[0, 0], [0, 0]]), [0]) == [ScoredItem(id: 1, score: 0)])
  }
}
