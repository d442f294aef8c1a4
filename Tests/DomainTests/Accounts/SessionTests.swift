import Domain
import Testing

struct SessionTests {
  private let start = Timestamp(seconds: 1_000)

  @Test func `the current refresh token is rotated at any time`() {
    #expect(RefreshVerdict(isCurrent: true, sinceReplaced: nil) == .rotate)
  }

  @Test func `a replaced refresh token may be repeated for ten seconds`() {
    for age in [Duration.zero, .seconds(10), .seconds(-10)] {
      #expect(RefreshVerdict(isCurrent: false, sinceReplaced: age) == .repeat)
    }
    // Neither later nor, if the clock was set back, in what seems to be the past.
    let (later, longest) = (Duration.microseconds(10_000_001), Duration.microseconds(Int64.max))
    for age in [later, .zero - later, longest, .zero - longest, nil] {
      #expect(RefreshVerdict(isCurrent: false, sinceReplaced: age) == .end)
    }
  }

  @Test func `each refresh extends a session up to its total lifetime`() {
    let lifetime = SessionLifetime(idle: .seconds(30), total: .seconds(90))
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start) == start + .seconds(30))
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start + .seconds(60)) == start + .seconds(90))
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start + .seconds(80)) == start + .seconds(90))
  }

  @Test func `the last use of a session is due for an update after five minutes`() {
    #expect(!Session.isDueForTouch(lastUsedAt: start, at: start + .seconds(299)))
    #expect(Session.isDueForTouch(lastUsedAt: start, at: start + .seconds(300)))
    // The clock was set back.
    #expect(
      !Session.isDueForTouch(lastUsedAt: start, at: start - .seconds(299))
        && Session.isDueForTouch(lastUsedAt: start, at: start - .seconds(300)))
  }
}
