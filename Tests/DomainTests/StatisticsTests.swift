import Domain
import Testing

struct StatisticsTests {
  private static let noon = Timestamp(seconds: 1_000_000)

  private func state(duration: Int64, isOutdated: Bool = false, countedAt: Timestamp? = noon) -> StatisticsState {
    StatisticsState(version: 1, countedAt: countedAt, duration: duration, isOutdated: isOutdated, users: 0)
  }

  @Test func `a count is due after a minute`() {
    #expect(!state(duration: 1).isDue(at: Self.noon))
    #expect(!state(duration: 1).isDue(at: Timestamp(microseconds: Self.noon.microseconds + 59_999_999)))
    #expect(state(duration: 1).isDue(at: Self.noon + 60))
  }

  @Test func `one that takes long is repeated less often`() {
    #expect(!state(duration: 10_000_000).isDue(at: Self.noon + 199))
    #expect(state(duration: 10_000_000).isDue(at: Self.noon + 200))
  }

  @Test func `the first is due, and the next after an import`() {
    #expect(state(duration: 0, countedAt: nil).isDue(at: Self.noon))
    #expect(state(duration: 10_000_000, isOutdated: true).isDue(at: Self.noon))
  }

  @Test func `a clock that was set back puts it off by no more than its interval`() {
    #expect(!state(duration: 1).isDue(at: Self.noon + -59))
    #expect(state(duration: 1).isDue(at: Self.noon + -60))
  }

  @Test func `a mean rating is in stars`() {
    func counts(ratings: Int, halfStars: Int) -> MovieCounts {
      MovieCounts(
        movie: 1, events: EventCounts(), ratings: ratings, halfStars: halfStars, users: 0,
        recentUsers: RecentUsers(day: 0, week: 0, month: 0))
    }
    // (5 + 3.5 + 4) / 3 stars.
    #expect(counts(ratings: 3, halfStars: 25).meanRating == 25.0 / 6)
    #expect(counts(ratings: 1, halfStars: 1).meanRating == 0.5)
    #expect(counts(ratings: 0, halfStars: 0).meanRating == nil)
  }
}
