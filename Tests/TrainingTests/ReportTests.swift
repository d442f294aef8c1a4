import Domain
import Scoring
import Testing

@testable import Training

struct ReportTests {
  private func summary(_ ranking: [ItemID]) -> MetricsSummary {
    var summary = MetricsSummary(catalogue: 10, popularity: [1: 0.5])
    for user in 1...4 as ClosedRange<UserID> {
      summary.add(ranking, for: HeldOutUser(user: user, context: [9], targets: user < 3 ? [1] : [2]))
    }
    return summary
  }

  private func report(_ epochs: [Epoch]) -> String {
    let results = [
      EvaluationResult(
        name: "popularity", test: [summary([2, 1]), summary([1, 2])], validation: nil, trainings: [],
        trainingTime: .zero, memory: 0),
      EvaluationResult(
        name: "<EASE>", test: [summary([1]), summary([1])], validation: nil, trainings: [epochs],
        trainingTime: .seconds(10), memory: 3 << 20),
    ]
    return Report(
      results, lengths: [1, nil], SmallDataset.twoTastes, rotations: "pooled", at: Timestamp(seconds: 0)
    ).html
  }

  @Test func `the report has every figure with its interval, and needs no other file`() {
    let page = report([])
    // Half of the users have an NDCG of 1, the others of 0.
    let mean = summary([1])[.ndcg100]
    #expect(mean?.value == 0.5)
    #expect(page.contains("0.5000 <small>±\(rounded(mean?.margin ?? 0, 4))</small>"))
    #expect(page.contains("160 positives of 40 users, 12 items; rotation pooled; 1970-01-01T00:00:00"))
    // One of ten items has all places; two share them for popularity.
    #expect(page.contains("<td>0.100</td><td>0.900</td>") && page.contains("<td>0.200</td><td>0.800</td>"))
    #expect(page.contains("<h2>Exposure"))
    // Ten seconds over five rotations.
    #expect(page.contains("<td>2.0</td><td>3</td>"))
    #expect(page.contains("&lt;EASE&gt;") && !page.contains("<EASE>"))
    for elsewhere in ["http:", "https:", "src=", "href=", "<script", "url("] { #expect(!page.contains(elsewhere)) }
  }

  @Test func `the report has the calibration error of each model that has chances`() throws {
    #expect(!report([]).contains("Calibration error"))
    let ratings = try #require(ChanceFitTests.builder.ratings())
    var result = EvaluationResult(
      name: "<EASE>", test: [], validation: nil, trainings: [], trainingTime: .zero, memory: 0)
    let fit = try ChanceFit(ratings)
    let model = try ScratchDirectory(in: "/tmp").load(
      MostPopular().model(of: ChanceFitTests.dataset, at: Timestamp(seconds: 0), progress: NoProgress()),
      as: .popularity)
    let ranker = ModelRanker(Model(model, figures: [], chance: fit.chance()))
    let summary = ChanceSummary(ratings, by: ranker) { $0 <= 20 }
    result.chance = summary
    let page = Report([result], lengths: [], SmallDataset.twoTastes, rotations: "0", at: Timestamp(seconds: 0)).html
    let error = try #require(summary.ratings[0].error)
    #expect(page.contains("Calibration error") && page.contains("<th>10 likes</th>"))
    #expect(page.contains("<td>\(rounded(error, 4)) <small>of \(summary.ratings[0].count)</small></td>"))
    #expect(page.contains("<td>&lt;EASE&gt;</td>"))
  }

  @Test func `training curves are drawn if a model is trained in passes`() {
    #expect(!report([]).contains("after each pass"))
    let page = report([Epoch(loss: 3, validation: 0.1), Epoch(loss: 2, validation: 0.3)])
    #expect(page.contains("after each pass") && page.contains("loss of each pass"))
  }

  @Test func `a line goes through its points, with greater values above`() {
    let series = Chart.Series(name: "a", points: [(0, 0), nil, (2, 0.5)])
    let lines = Chart(labels: ["1", "2", "3"], series: [series]).lines
    // The value 0 is at 260, and 2 of 2.2 is at 260 − 245 × 2 / 2.2.
    #expect(lines.contains("points=\"60.0,260.0 490.0,37.3\""))
    #expect(lines.components(of: "class=\"interval\"") == 1)
  }

  @Test func `the height of a bar is proportional to its value`() {
    let series = [1.0, 2].map { Chart.Series(name: "a", points: [($0, 0)]) }
    let bars = Chart(labels: [], series: series).bars
    #expect(bars.contains("height=\"111.4\"") && bars.contains("height=\"222.7\""))
  }

  @Test func `a chart without values is empty, not broken`() {
    #expect(Chart(labels: [], series: []).lines.hasPrefix("<svg"))
    #expect(!Chart(labels: ["1"], series: [Chart.Series(name: "a", points: [nil])]).bars.contains("nan"))
  }
}

extension String {
  /// The number of occurrences of `part`.
  fileprivate func components(of part: String) -> Int {
    indices.count { self[$0...].hasPrefix(part) }
  }
}
