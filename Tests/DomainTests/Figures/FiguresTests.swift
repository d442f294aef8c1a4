import Domain
import Testing

struct FiguresTests {
  private func near(_ estimate: Estimate?, _ low: Double, _ value: Double, _ high: Double) -> Bool {
    guard let estimate else { return false }
    return zip([estimate.low, estimate.value, estimate.high], [low, value, high]).allSatisfy { abs($0 - $1) < 5e-5 }
  }

  /// By hand, from (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
  @Test func `a share has Wilson's interval`() {
    #expect(near(Estimate(share: 10, of: 100), 0.05523, 0.1, 0.17437))
    #expect(near(Estimate(share: 0, of: 10), 0, 0, 0.27753))
    #expect(near(Estimate(share: 10, of: 10), 0.72247, 1, 1))
    #expect(near(Estimate(share: 1, of: 2), 0.09453, 0.5, 0.90547))
    #expect(Estimate(share: 0, of: 0) == nil)
  }

  private static let ease = Recommender(model: "EASE", version: "1", source: .context)
  private static let popular = Recommender(model: "popular", version: "", source: .popular)

  @Test func `lists without an identity are counted by place and by movie`() throws {
    let days = try ["2026-11-25", "2026-11-26"].map { try #require(CalendarDate(iso: $0)) }
    var counts = ShownCounts()
    counts.add([1, 2, 3], by: Self.ease, on: days[0])
    counts.add([2], by: Self.ease, on: days[0])
    counts.add([3, 1], by: Self.popular, on: days[0])
    counts.add([MovieID](), by: Self.popular, on: days[1])
    #expect(counts.days.keys.map(\.iso) == ["2026-11-25"])
    var more = ShownCounts()
    more.add([1, 9], by: Self.ease, on: days[0])
    more.add([7], by: Self.ease, on: days[1])
    counts += more
    let first = try #require(counts.days[days[0]])
    #expect(first.places == [Self.ease: [3, 2, 1], Self.popular: [1, 1]])
    #expect(first.movies == [1: 3, 2: 2, 3: 2, 9: 1])
    #expect(counts.days[days[1]]?.places == [Self.ease: [1]])
  }

  @Test func `figures are grouped by facets, and places sorted as numbers`() throws {
    let day = try #require(CalendarDate(iso: "2026-11-25"))
    let rows = [(Self.ease, 10), (Self.ease, 9), (Self.popular, 0), (Self.popular, 10)].map { recommender, place in
      PlaceFigures(day: day, recommender: recommender, place: place, figures: Figures(shown: place + 1, opened: 1))
    }
    let byModel = rows.grouped(by: [.model])
    #expect(byModel.map(\.values) == [["EASE"], ["popular"]])
    #expect(byModel.map(\.figures) == [Figures(shown: 21, opened: 2), Figures(shown: 12, opened: 2)])
    #expect(rows.grouped(by: [.place, .day]).map(\.values) == ["0", "9", "10"].map { [$0, "2026-11-25"] })
    #expect(rows.grouped(by: []).map(\.figures) == [Figures(shown: 33, opened: 4)])
  }

  @Test func `a blend is the same in whichever order its parts are named`() throws {
    let day = try #require(CalendarDate(iso: "2026-11-25"))
    let blends = [("EASE+ItemKNN+DeepFM", "1+2+3"), ("ItemKNN+DeepFM+EASE", "2+3+1"), ("EASE+ItemKNN+DeepFM", "2+1+3")]
    let rows = blends.map { model, version in
      PlaceFigures(
        day: day, recommender: Recommender(model: model, version: version, source: .context), place: 0,
        figures: Figures(shown: 1))
    }
    #expect(rows.grouped(by: [.model]).map(\.values) == [["DeepFM+EASE+ItemKNN"]])
    #expect(rows.grouped(by: [.version]).map(\.values) == [["3+1+2"], ["3+2+1"]])
    #expect(rows.grouped(by: [.version]).map(\.figures.shown) == [2, 1])
  }

  @Test(arguments: [
    ([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([1, 2, 3, 4], 0.25), ([0, 1], 0.5),
  ])
  func `the Gini coefficient is 0 for equal exposure and (n − 1)/n if only one movie is shown`(
    counts: [Int], gini: Double
  ) throws {
    let exposure = Exposure(
      counts.enumerated().map { Exposure.Movie(id: MovieID($0), title: "", shown: $1 / 2, anonymous: $1 - $1 / 2) })
    #expect(abs(try #require(exposure.gini) - gini) < 1e-12)
    #expect(exposure.everShown == counts.count { $0 > 0 })
    #expect(exposure.movies.map(\.total) == counts.sorted(by: >))
  }

  @Test func `no exposure has no Gini coefficient`() {
    #expect(Exposure([Exposure.Movie(id: 1, title: "", shown: 0, anonymous: 0)]).gini == nil)
    #expect(Exposure([]).gini == nil)
  }

  @Test(arguments: [
    (0, "1970-01-01"), (86_399, "1970-01-01"), (86_400, "1970-01-02"), (-1, "1969-12-31"), (-86_400, "1969-12-31"),
    (-86_401, "1969-12-30"), (1_795_688_999, "2026-11-26"),
  ]) func `the day of a time is that of UTC`(seconds: Int64, day: String) {
    #expect(Timestamp(seconds: seconds).date.iso == day)
  }
}
