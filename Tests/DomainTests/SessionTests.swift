import Domain
import Testing

struct SessionTests {
  private let start = Timestamp(seconds: 1_000)
  private let first: [UInt8] = [1]
  private let second: [UInt8] = [2]
  private let third: [UInt8] = [3]

  @Test func `the token that is good now is replaced, at any time`() {
    let state = RefreshState(current: first, previous: nil, rotatedAt: nil)
    #expect(state.verdict(on: first, at: start) == .rotate)
    #expect(state.verdict(on: second, at: start) == .end)
  }

  @Test func `the one before may come again for ten seconds`() {
    let state = RefreshState(current: second, previous: first, rotatedAt: start)
    #expect(state.verdict(on: first, at: start) == .repeat)
    #expect(state.verdict(on: first, at: start + 10) == .repeat)
    #expect(state.verdict(on: first, at: Timestamp(microseconds: 1_010_000_001)) == .end)
    #expect(state.verdict(on: third, at: start) == .end)
    #expect(state.verdict(on: second, at: start + 1_000) == .rotate)
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
