import Domain
import Testing

struct StatisticsTests {
  private static let noon = Timestamp(seconds: 1_000_000)

  /// - Parameter time: When the state is read.
  private func isDue(
    at time: Timestamp, duration: Duration, isOutdated: Bool = false, countedAt: Timestamp? = noon
  ) -> Bool {
    StatisticsState(
      version: 1, countedAt: countedAt, duration: duration, isOutdated: isOutdated, users: 0, readAt: time
    ).isDue
  }

  @Test func `a count is due after a minute`() {
    #expect(!isDue(at: Self.noon, duration: .microseconds(1)))
    #expect(!isDue(at: Self.noon + .microseconds(59_999_999), duration: .microseconds(1)))
    #expect(isDue(at: Self.noon + .seconds(60), duration: .microseconds(1)))
  }

  @Test func `a count is due after twenty times its duration`() {
    #expect(!isDue(at: Self.noon + .seconds(199), duration: .seconds(10)))
    #expect(isDue(at: Self.noon + .seconds(200), duration: .seconds(10)))
  }

  @Test func `the first count is due at once, and so is the one after an import`() {
    #expect(isDue(at: Self.noon, duration: .zero, countedAt: nil))
    #expect(isDue(at: Self.noon, duration: .seconds(10), isOutdated: true))
  }

  @Test func `a clock that was set back delays a count by no more than its interval`() {
    #expect(!isDue(at: Self.noon - .seconds(59), duration: .microseconds(1)))
    #expect(isDue(at: Self.noon - .seconds(60), duration: .microseconds(1)))
  }

  @Test func `a mean rating is in stars`() {
    func counts(ratings: Int, halfStars: Int) -> MovieCounts {
      MovieCounts(
        movie: 1, interactions: KindCounts(), ratings: ratings, halfStars: halfStars, users: 0,
        recentUsers: RecentUsers(day: 0, week: 0, month: 0))
    }
    // (5 + 3.5 + 4) / 3 stars.
    #expect(counts(ratings: 3, halfStars: 25).meanRating == 25.0 / 6)
    #expect(counts(ratings: 1, halfStars: 1).meanRating == 0.5)
    #expect(counts(ratings: 0, halfStars: 0).meanRating == nil)
  }
}
