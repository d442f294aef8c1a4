import Testing

@testable import Scoring

struct AutoTests {
  private func curve(_ figures: [(Int?, Double)], mean: Double? = nil) -> Auto.Curve {
    Auto.Curve(figures.map { (Auto.figure(at: $0.0), $0.1) } + (mean.map { [(Auto.meanLength, $0)] } ?? []))
  }

  @Test func `between two lengths a figure is interpolated over the logarithm of the length`() throws {
    let curve = curve([(1, 0.2), (3, 0.3), (10, 0.4), (nil, 0.5)], mean: 100)
    for (count, expected) in [(1, 0.2), (3, 0.3), (10, 0.4), (100, 0.5), (1_000, 0.5), (0, 0.2)] {
      #expect(abs(try #require(curve[count]) - expected) < 1e-12)
    }
    // 0.2 + 0.1 log 2 / log 3, and 0.4 + 0.1 log 5 / log 10.
    #expect(abs(try #require(curve[2]) - 0.263_092_975_357_145_7) < 1e-12)
    #expect(abs(try #require(curve[50]) - 0.469_897_000_433_601_9) < 1e-12)
  }

  @Test func `with short histories the figure for whole contexts counts for their mean length`() throws {
    let curve = curve([(1, 0.2), (10, 0.6), (nil, 0.3)], mean: 3)
    #expect(abs(try #require(curve[3]) - 0.3) < 1e-12)
  }

  @Test func `a model without figures has no curve`() {
    #expect(curve([])[5] == nil)
    #expect(Auto.Curve([("NDCG@100", 0.5)])[1] == nil)
    #expect(curve([(nil, 0.5)])[1] == nil)
  }

  @Test func `if no model has figures, auto takes the first`() throws {
    let models = try [SmallModel.ease(items: [1], [[0]]), SmallModel.itemKNN(items: [1], [[0]])]
    #expect(Auto.model(forContextOf: 1, among: models)?.name == .ease)
    #expect(Auto.model(forContextOf: 1, among: models.reversed())?.name == .itemKNN)
    #expect(Auto.model(forContextOf: 1, among: []) == nil)
  }
}
