import Domain
import Testing

struct SessionTests {
  private let start = Timestamp(seconds: 1_000)

  @Test func `the current refresh token is rotated at any time`() {
    #expect(RefreshVerdict(isCurrent: true, sinceReplaced: nil) == .rotate)
  }

  @Test func `a replaced refresh token may be repeated for ten seconds`() {
    for age in [0, 10_000_000, -10_000_000] as [Int64] {
      #expect(RefreshVerdict(isCurrent: false, sinceReplaced: age) == .repeat)
    }
    // Neither later nor, if the clock was set back, in what seems to be the past.
    for age in [10_000_001, -10_000_001, .max, .min, nil] as [Int64?] {
      #expect(RefreshVerdict(isCurrent: false, sinceReplaced: age) == .end)
    }
  }

  @Test func `each refresh extends a session up to its total lifetime`() {
    let lifetime = SessionLifetime(idle: 30, total: 90)
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start) == start + 30)
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start + 60) == start + 90)
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start + 80) == start + 90)
  }

  @Test func `the last use of a session is due for an update after five minutes`() {
    #expect(!Session.isDueForTouch(lastUsedAt: start, at: start + 299))
    #expect(Session.isDueForTouch(lastUsedAt: start, at: start + 300))
    // The clock was set back.
    #expect(
      !Session.isDueForTouch(lastUsedAt: start, at: start + -299)
        && Session.isDueForTouch(lastUsedAt: start, at: start + -300))
  }
}
