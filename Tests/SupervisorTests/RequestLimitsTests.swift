import Scoreboard
import Testing

@testable import Supervisor

struct RequestLimitsTests {
  private func at(_ slot: Int, since begin: Int64, process: Int32 = 7) -> RequestLimits.Observation {
    RequestLimits.Observation(
      process: process, slot: slot,
      activity: SlotCell.Activity(route: 0, startedAt: .microseconds(begin), requestID: "id\(begin)"))
  }

  @Test func `each limit is reported once for a request`() {
    var limits = RequestLimits(soft: .seconds(1), hard: .seconds(3))
    let request = at(0, since: 0)
    let events = [999_999, 1_000_000, 2_000_000, 3_000_000, 4_000_000].map {
      limits.check([request], at: .microseconds($0))
    }
    #expect(events == [[], [.slow(request)], [], [.hung(request)], []])
    #expect(limits.isHung(request))
  }

  @Test func `a request that is first seen beyond both limits is reported for both`() {
    var limits = RequestLimits(soft: .seconds(1), hard: .seconds(3))
    let request = at(0, since: 0)
    #expect(limits.check([request], at: .microseconds(5_000_000)) == [.slow(request), .hung(request)])
  }

  @Test func `the limits apply anew to the next request of a slot`() {
    var limits = RequestLimits(soft: .seconds(1), hard: .seconds(3))
    let (first, second) = (at(0, since: 0), at(0, since: 4_000_000))
    _ = limits.check([first], at: .microseconds(4_000_000))
    #expect(!limits.isHung(second))
    #expect(limits.check([second], at: .microseconds(4_500_000)) == [])
    #expect(limits.check([second], at: .microseconds(5_000_000)) == [.slow(second)])
  }

  @Test func `requests of other slots and other workers are not confused`() {
    var limits = RequestLimits(soft: nil, hard: .seconds(3))
    let (old, other, elsewhere) = (at(0, since: 0), at(1, since: 2_000_000), at(0, since: 2_000_000, process: 8))
    #expect(limits.check([old, other, elsewhere], at: .microseconds(3_000_000)) == [.hung(old)])
    #expect(limits.isHung(old) && !limits.isHung(other) && !limits.isHung(elsewhere))
  }

  @Test func `without limits no request is reported`() {
    var limits = RequestLimits(soft: nil, hard: nil)
    #expect(limits.check([at(0, since: 0)], at: .microseconds(1_000_000_000_000)) == [])
  }
}
