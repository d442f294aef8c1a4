import Domain
import Testing

@testable import Training

struct MetricTests {
  @Test func `recall is the share of targets found, out of as many as fit the ranking`() {
    let hits = [true, false, true] + [Bool](repeating: false, count: 17) + [true]
    #expect(Metric.recall10.value(hits: hits, targets: 4) == 0.5)
    #expect(Metric.recall20.value(hits: hits, targets: 4) == 0.5)
    #expect(Metric.recall50.value(hits: hits, targets: 4) == 0.75)
    // At most 10 of 40 targets can be among the first 10.
    #expect(Metric.recall10.value(hits: hits, targets: 40) == 0.2)
  }

  @Test func `NDCG is the gain relative to the ideal order`() {
    // Hits at places 1 and 3 gain 1 + 1/2; at the best two places they gain 1 + 1/log2(3).
    let value = Metric.ndcg10.value(hits: [true, false, true], targets: 2)
    #expect(abs(value - 1.5 / (1 + 0.630_929_753_571_457_4)) < 1e-15)
    #expect(Metric.ndcg100.value(hits: [true, true], targets: 2) == 1)
    #expect(Metric.ndcg100.value(hits: [false, false], targets: 2) == 0)
  }

  @Test func `NDCG at ten ignores later places`() {
    let hits = [Bool](repeating: false, count: 10) + [true]
    #expect(Metric.ndcg10.value(hits: hits, targets: 1) == 0)
    #expect(Metric.ndcg100.value(hits: hits, targets: 1) > 0)
  }

  @Test func `means have standard errors, and coverage counts an item once`() throws {
    var summary = MetricsSummary(catalogue: 10)
    summary.add([1, 2], for: HeldOutUser(user: 1, context: [], targets: [1]))
    summary.add([2, 3], for: HeldOutUser(user: 2, context: [], targets: [9]))
    let recall = try #require(summary[.recall10])
    #expect(recall.value == 0.5)
    // The values 1 and 0 have variance 1/2, and the mean of two has standard error √(1/4).
    #expect(abs(recall.standardError - 0.5) < 1e-15)
    #expect(summary.coverage == 0.3)
    #expect(summary.figures.map(\.name).suffix(2) == ["Coverage@20", "Users"])
  }

  @Test func `pooling averages metrics over users and coverage over rotations`() {
    var one = MetricsSummary(catalogue: 4)
    one.add([1], for: HeldOutUser(user: 1, context: [], targets: [1]))
    var two = MetricsSummary(catalogue: 4)
    for user: UserID in 2...4 { two.add([2, 3], for: HeldOutUser(user: user, context: [], targets: [1])) }
    let pooled = MetricsSummary.pooled([one, two])
    #expect(pooled.users == 4)
    #expect(pooled[.recall10]?.value == 0.25)
    #expect(pooled.coverage == (0.25 + 0.5) / 2)
  }

  @Test func `exposure counts the lists of each item, and Gini says how unequal they are`() {
    var summary = MetricsSummary(catalogue: 4)
    let user = HeldOutUser(user: 1, context: [], targets: [1])
    summary.add([1, 2], for: user)
    summary.add([1], for: user)
    summary.add([1], for: user)
    #expect(summary.exposure == [1: 3, 2: 1])
    // 0, 0, 1, 3: 2 (3 · 1 + 4 · 3) / (4 · 4) − 5/4.
    #expect(summary.gini == 0.625)
    #expect(summary.concentration(of: 0.25) == 0.75 && summary.concentration(of: 0.3) == 1)
    #expect(summary.concentration(of: 0) == 0)
    var equal = MetricsSummary(catalogue: 4)
    equal.add([1, 2, 3, 4], for: user)
    #expect(equal.gini == 0)
    let pooled = MetricsSummary.pooled([summary, equal])
    #expect(pooled.exposure == [1: 4, 2: 2, 3: 1, 4: 1] && pooled.gini == 0.3125)
    // Only the first 20 of a ranking count.
    var long = MetricsSummary(catalogue: 100)
    long.add(Array(1...100), for: user)
    #expect(long.exposure.count == 20 && abs(long.gini - 0.8) < 1e-12)
    #expect(MetricsSummary(catalogue: 3).gini == 0 && MetricsSummary.pooled([]).exposure.isEmpty)
  }

  @Test func `a summary without users has no figures`() {
    let summary = MetricsSummary(catalogue: 3)
    #expect(summary[.recall10] == nil)
    #expect(summary.figures.isEmpty)
    #expect(MetricsSummary.pooled([summary, summary]).figures.isEmpty)
  }
}
