import Domain
import HTTP
import JSON
import Testing

@testable import API

/// Counting lists that are in nobody's history, and what `/metrics` shows of use.
struct ShownListsTests {
  private let site: Site

  init() throws {
    site = try Site()
    site.statistics.replace(.of([(0, 9), (5, 8), (7, 7)]))
  }

  private func taken() -> [Recommender: [Int]] {
    site.shown.take().days[Site.now.date]?.places ?? [:]
  }

  private static let body = #"{"model":"EASE","context":[0]}"#

  @Test func `an anonymous list is counted by recommender, place and movie`() throws {
    let answer = try site.send("POST", "/api/recommend", Self.body)
    _ = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"top_k":1}"#)
    _ = try site.send("POST", "/recommend", Self.body)
    guard case .string(let version)? = answer["model_version"] else { throw StoreError.failed(answer.text) }
    let counts = site.shown.take()
    let ease = Recommender(model: "EASE", version: version, source: .context)
    #expect(counts.days[Site.now.date]?.places == [ease: [3, 2]])
    #expect(counts.days[Site.now.date]?.movies == [7: 3, 5: 2])
    // They are counted once.
    #expect(site.shown.take().isEmpty)
  }

  @Test func `a recorded list is not counted, one that cannot be recorded is`() throws {
    let token = try site.register()
    for _ in 0..<5 { _ = try site.send("POST", "/api/recommend", Self.body, token: token) }
    #expect(taken() == [:])
    // Beyond the limit of a minute.
    #expect(try site.send("POST", "/api/recommend", Self.body, token: token)["recorded"] == .bool(false))
    #expect(taken().values.map(\.self) == [[1, 1]])
    site.stores.error = .unavailable("down")
    #expect(try site.send("POST", "/api/recommend", Self.body, token: token)["recorded"] == .bool(false))
    #expect(taken().values.map(\.self) == [[1, 1]])
  }

  @Test func `an error shows nothing`() throws {
    #expect(try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[77]}"#).status == 400)
    #expect(taken() == [:])
  }

  @Test func `the rows of an anonymous home page are counted, but not for HEAD`() throws {
    _ = site.respond("HEAD", "/api/home")
    #expect(taken() == [:])
    let rows = try site.send("GET", "/api/home")["rows"]?.elements ?? []
    #expect(!rows.isEmpty)
    #expect(taken().values.reduce(0) { $0 + $1[0] } == rows.count)
    let token = try site.register()
    _ = try site.send("GET", "/api/home", token: token)
    #expect(taken() == [:])
  }

  private final class Store: FiguresStore {
    var error: StoreError?
    var added: [ShownCounts] = []
    var counts = 0
    var isDone = true

    func add(_ counts: ShownCounts) throws(StoreError) {
      if let error { throw error }
      added.append(counts)
    }
    func countHistories(within patience: Duration) throws(StoreError) -> Bool {
      if let error { throw error }
      counts += 1
      return isDone
    }
    func figures(from first: CalendarDate, to last: CalendarDate) throws(StoreError) -> [PlaceFigures] {
      [
        PlaceFigures(
          day: first, recommender: Recommender(model: "EASE", version: "1", source: .context), place: counts,
          figures: Figures(anonymous: 2, shown: 10, opened: 1))
      ]
    }
  }

  @Test func `counts are saved once a minute, and kept while the database is away`() throws {
    let (store, live) = (Store(), Live<[PlaceFigures]>([]))
    var refresher = FiguresRefresher(live, site.shown, store: store, log: site.lines.log)
    refresher.run(at: Site.now)
    #expect(store.added.isEmpty && store.counts == 1 && live.current.count == 1)
    _ = try site.send("POST", "/api/recommend", Self.body)
    refresher.run(at: Site.now + .seconds(59))
    #expect(store.added.isEmpty && store.counts == 1)
    store.error = .unavailable("down")
    for minute in 1...3 as ClosedRange<Int64> {
      refresher.run(at: Site.now + .seconds(60 * minute))
      _ = try site.send("POST", "/api/recommend", Self.body)
    }
    #expect(site.lines.count("cannot save or count figures") == 1)
    store.error = nil
    refresher.run(at: Site.now + .seconds(240))
    #expect(store.added.map { $0.days[Site.now.date]?.movies } == [[7: 4, 5: 4]])
    refresher.run(at: Site.now + .seconds(300))
    #expect(store.added.count == 1 && store.counts == 3)
    // What is left is counted after a short pause.
    store.isDone = false
    refresher.run(at: Site.now + .seconds(360))
    refresher.run(at: Site.now + .seconds(361))
    refresher.run(at: Site.now + .seconds(362))
    #expect(store.counts == 5)
  }

  @Test func `the metrics show what was recommended today, with rates and their intervals`() throws {
    func row(_ place: Int, _ figures: Figures) -> PlaceFigures {
      PlaceFigures(
        day: Site.now.date, recommender: Recommender(model: "EASE", version: "v1", source: .history), place: place,
        figures: figures)
    }
    site.figures.replace([
      row(0, Figures(anonymous: 7, shown: 60, opened: 8)), row(10, Figures(shown: 20, opened: 2)),
      row(99, Figures(shown: 20)),
    ])
    let text = site.respond("GET", "/metrics").body
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    let labels = #"model="EASE",version="v1",source="history""#
    for line in [
      #"marquee_recommended_movies_total{\#(labels),place="0",viewer="user"} 60"#,
      #"marquee_recommended_movies_total{\#(labels),place="0",viewer="anonymous"} 7"#,
      #"marquee_recommended_movies_total{\#(labels),place="10+",viewer="user"} 40"#,
      #"marquee_recommendation_reactions_total{\#(labels),place="0",reaction="opened"} 8"#,
      #"marquee_recommendation_reactions_total{\#(labels),place="10+",reaction="rated"} 0"#,
      #"marquee_recommendation_rate_ratio{\#(labels),reaction="opened",bound="estimate"} 0.1"#,
      #"marquee_recommendation_rate_ratio{\#(labels),reaction="picked",bound="low"} 0.0"#,
    ] { #expect(lines.contains(line), "\(line)") }
    let high = lines.first { $0.contains(#"reaction="opened",bound="high""#) }
    #expect(high?.contains("} 0.174") == true)
  }
}
