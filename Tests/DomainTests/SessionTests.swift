import Domain
import Testing

struct SessionTests {
  private let start = Timestamp(seconds: 1_000)

  @Test func `the token that is good now is replaced, at any time`() {
    #expect(RefreshVerdict(isCurrent: true, replacedAt: nil, at: start) == .rotate)
  }

  @Test func `one that was replaced may come again for ten seconds`() {
    #expect(RefreshVerdict(isCurrent: false, replacedAt: start, at: start) == .repeat)
    #expect(RefreshVerdict(isCurrent: false, replacedAt: start, at: start + 10) == .repeat)
    let later = Timestamp(microseconds: (start + 10).microseconds + 1)
    #expect(RefreshVerdict(isCurrent: false, replacedAt: start, at: later) == .end)
    #expect(RefreshVerdict(isCurrent: false, replacedAt: nil, at: start) == .end)
  }

  @Test func `each refresh prolongs a session, up to its whole life`() {
    let lifetime = SessionLifetime(idle: 30, total: 90)
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start) == start + 30)
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start + 60) == start + 90)
    #expect(lifetime.expiry(createdAt: start, refreshedAt: start + 80) == start + 90)
  }

  @Test func `use is noted once in five minutes`() {
    let session = Session(id: 1, user: 1, createdAt: start, lastUsedAt: start, expiresAt: start + 900, userAgent: nil)
    #expect(!session.isDueForTouch(at: start + 299))
    #expect(session.isDueForTouch(at: start + 300))
  }
}
