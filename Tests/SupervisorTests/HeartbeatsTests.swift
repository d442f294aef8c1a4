import Testing

@testable import Supervisor

struct HeartbeatsTests {
  /// Checks a worker with one heartbeat four times a second; all times are seconds.
  /// - Returns: when the worker was first found stalled.
  private static func firstStall(
    _ heartbeats: Heartbeats, _ attention: inout Attention, from begin: Double, to end: Double, beat: Double
  ) -> Double? {
    stride(from: begin, through: end, by: 0.25).first { time in
      attention.look(at: .seconds(time))
      return !heartbeats.check([7: .seconds(beat)], now: .seconds(time), countingFrom: attention.since).isEmpty
    }
  }

  @Test func `a worker counts as stalled when its last heartbeat is longer ago than the limit`() {
    var (heartbeats, attention) = (Heartbeats(limit: .seconds(2)), Attention())
    #expect(Self.firstStall(heartbeats, &attention, from: 10, to: 14, beat: 13.5) == nil)
    #expect(Self.firstStall(heartbeats, &attention, from: 14, to: 16.25, beat: 14) == 16.25)
    let beats: [Int32: Duration] = [7: .seconds(14), 8: .seconds(16.4), 5: .zero]
    #expect(heartbeats.check(beats, now: .seconds(16.5), countingFrom: .zero).map(\.process) == [5, 7])
    #expect(
      heartbeats.check([7: .seconds(14)], now: .milliseconds(16_600), countingFrom: .zero)
        == [.init(process: 7, duration: .milliseconds(2_600))])
  }

  @Test func `silence is counted anew after the master itself was held up`() {
    var (heartbeats, attention) = (Heartbeats(limit: .seconds(2)), Attention())
    #expect(Self.firstStall(heartbeats, &attention, from: 10, to: 11, beat: 11) == nil)
    // The machine was suspended for an hour.
    #expect(Self.firstStall(heartbeats, &attention, from: 3_611, to: 3_613, beat: 11) == nil)
    #expect(Self.firstStall(heartbeats, &attention, from: 3_613.25, to: 3_620, beat: 11) == 3_613.25)
  }

  @Test func `the first check finds no stalled worker, and without a limit none does`() {
    var attention = Attention()
    let (heartbeats, unlimited) = (Heartbeats(limit: .seconds(2)), Heartbeats(limit: nil))
    #expect(Self.firstStall(heartbeats, &attention, from: 1_000, to: 1_000, beat: 0) == nil)
    #expect(Self.firstStall(unlimited, &attention, from: 10, to: 20, beat: 0) == nil)
  }

  @Test(arguments: [Int64.min, -1, .max]) func `a nonsensical heartbeat does not crash the master`(beat: Int64) {
    let heartbeats = Heartbeats(limit: .seconds(2))
    _ = heartbeats.check([7: .microseconds(beat)], now: .microseconds(1), countingFrom: .zero)
    _ = heartbeats.check([7: .microseconds(beat)], now: .seconds(3), countingFrom: .zero)
  }
}
