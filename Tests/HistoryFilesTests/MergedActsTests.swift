import Domain
import HistoryFiles
import Testing

struct MergedActsTests {
  private func act(_ kind: HistoryAct.Kind, _ seconds: Int64?) -> HistoryAct {
    HistoryAct(kind, at: seconds.map { Timestamp(seconds: $0) })
  }

  private func rated(_ halfStars: Int, _ seconds: Int64?) -> HistoryAct {
    act(.rate(Rating(halfStars: halfStars)), seconds)
  }

  @Test func `the newest of several ratings counts, and the last of those at the same time`() {
    #expect([rated(2, 10), rated(8, 30), rated(4, 20)].merged == [rated(8, 30)])
    #expect([rated(2, 30), rated(8, 30)].merged == [rated(8, 30)])
    #expect([rated(8, 30), rated(2, nil)].merged == [rated(8, 30)])
    #expect([rated(2, nil), rated(8, 30)].merged == [rated(8, 30)])
  }

  @Test func `each day on which a movie was watched counts once, and a mark as seen counts only without such a day`() {
    #expect(
      [act(.seen, 5), act(.watch, 30), act(.watch, 10), act(.watch, 30)].merged == [act(.watch, 10), act(.watch, 30)])
    #expect([act(.seen, 5), act(.seen, 7)].merged == [act(.seen, 7)])
  }

  @Test func `only the newest thousand days count`() {
    let acts = (0..<1_500).map { act(.watch, $0) }
    #expect(acts.reversed().merged == Array(acts.suffix(1_000)))
  }

  @Test func `likes and wishes count once each`() {
    #expect(
      [act(.want, 1), act(.like, 2), act(.want, 3), act(.like, 1)].merged == [act(.like, 2), act(.want, 3)])
  }
}
