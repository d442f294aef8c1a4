import Scoreboard
import Testing

@testable import Supervisor

struct RequestLimitsTests {
  private func at(_ slot: Int, since begin: Int64, process: Int32 = 7) -> RequestLimits.Observation {
    RequestLimits.Observation(
      process: process, slot: slot,
      activity: SlotCell.Activity(route: 0, startedAt: .microseconds(begin), requestID: "id\(begin)"))
  }

  /// - Parameter time: in microseconds.
  private func check(
    _ limits: inout RequestLimits, _ observations: [RequestLimits.Observation], at time: Int64
  ) -> [RequestLimits.Finding] {
    limits.check(observations, at: .microseconds(time), countingFrom: .zero)
  }

  @Test func `each limit is reported once for a request`() {
    var limits = RequestLimits(soft: .seconds(1), hard: .seconds(3))
    let request = at(0, since: 0)
    let events = [999_999, 1_000_000, 2_000_000, 3_000_000, 4_000_000].map {
      check(&limits, [request], at: $0)
    }
    #expect(events == [[], [.slow(request)], [], [.hung(request)], []])
    #expect(limits.isHung(request))
  }

  @Test func `a request that is first seen beyond both limits is reported for both`() {
    var limits = RequestLimits(soft: .seconds(1), hard: .seconds(3))
    let request = at(0, since: 0)
    #expect(check(&limits, [request], at: 5_000_000) == [.slow(request), .hung(request)])
  }

  @Test func `the limits apply anew to the next request of a slot`() {
    var limits = RequestLimits(soft: .seconds(1), hard: .seconds(3))
    let (first, second) = (at(0, since: 0), at(0, since: 4_000_000))
    _ = check(&limits, [first], at: 4_000_000)
    #expect(!limits.isHung(second))
    #expect(check(&limits, [second], at: 4_500_000) == [])
    #expect(check(&limits, [second], at: 5_000_000) == [.slow(second)])
  }

  @Test func `requests of other slots and other workers are not confused`() {
    var limits = RequestLimits(soft: nil, hard: .seconds(3))
    let (old, other, elsewhere) = (at(0, since: 0), at(1, since: 2_000_000), at(0, since: 2_000_000, process: 8))
    #expect(check(&limits, [old, other, elsewhere], at: 3_000_000) == [.hung(old)])
    #expect(limits.isHung(old) && !limits.isHung(other) && !limits.isHung(elsewhere))
  }

  @Test func `after the service was stopped, the time of a request is counted anew`() {
    var (limits, attention) = (RequestLimits(soft: .seconds(1), hard: .seconds(3)), Attention())
    let request = at(0, since: 10_000_000)
    var found: [(second: Double, finding: RequestLimits.Finding)] = []
    // Until 10.5 s, and from 70 s on.
    for second in Array(stride(from: 9.5, through: 10.5, by: 0.25)) + Array(stride(from: 70, through: 74, by: 0.25)) {
      attention.look(at: .seconds(second))
      let findings = limits.check([request], at: .seconds(second), countingFrom: attention.since)
      found += findings.map { (second, $0) }
    }
    #expect(found.map(\.second) == [71, 73] && found.map(\.finding) == [.slow(request), .hung(request)])
  }

  @Test func `without limits no request is reported`() {
    var limits = RequestLimits(soft: nil, hard: nil)
    #expect(check(&limits, [at(0, since: 0)], at: 1_000_000_000_000) == [])
  }
}
