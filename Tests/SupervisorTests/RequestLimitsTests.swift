import Scoreboard
import Testing

@testable import Supervisor

struct RequestLimitsTests {
  private func at(_ slot: Int, since begin: Int64, process: Int32 = 7) -> RequestLimits.Observation {
    RequestLimits.Observation(
      process: process, slot: slot, activity: SlotCell.Activity(route: 0, startedAt: begin, requestID: "id\(begin)"))
  }

  @Test func `each limit is passed once`() {
    var limits = RequestLimits(soft: 1, hard: 3)
    let request = at(0, since: 0)
    let events = [999_999, 1_000_000, 2_000_000, 3_000_000, 4_000_000].map { limits.look(at: [request], now: $0) }
    #expect(events == [[], [.slow(request)], [], [.hung(request)], []])
    #expect(limits.isHung(request))
  }

  @Test func `a request that is seen late passes both at once`() {
    var limits = RequestLimits(soft: 1, hard: 3)
    let request = at(0, since: 0)
    #expect(limits.look(at: [request], now: 5_000_000) == [.slow(request), .hung(request)])
  }

  @Test func `the next request of the slot begins anew`() {
    var limits = RequestLimits(soft: 1, hard: 3)
    let (first, second) = (at(0, since: 0), at(0, since: 4_000_000))
    _ = limits.look(at: [first], now: 4_000_000)
    #expect(!limits.isHung(second))
    #expect(limits.look(at: [second], now: 4_500_000) == [])
    #expect(limits.look(at: [second], now: 5_000_000) == [.slow(second)])
  }

  @Test func `slots and workers are told apart`() {
    var limits = RequestLimits(soft: nil, hard: 3)
    let (old, other, elsewhere) = (at(0, since: 0), at(1, since: 2_000_000), at(0, since: 2_000_000, process: 8))
    #expect(limits.look(at: [old, other, elsewhere], now: 3_000_000) == [.hung(old)])
    #expect(limits.isHung(old) && !limits.isHung(other) && !limits.isHung(elsewhere))
  }

  @Test func `without limits nothing is said`() {
    var limits = RequestLimits(soft: nil, hard: nil)
    #expect(limits.look(at: [at(0, since: 0)], now: 1_000_000_000_000) == [])
  }
}
