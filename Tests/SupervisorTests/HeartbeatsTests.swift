import Testing

@testable import Supervisor

struct HeartbeatsTests {
  /// Looks four times a second from `begin` to `end`, in seconds, at a worker whose last beat was at `beat`.
  /// - Returns: when it was first found silent.
  private static func look(
    _ heartbeats: inout Heartbeats, from begin: Double, to end: Double, beat: Double
  ) -> Double? {
    for time in stride(from: begin, through: end, by: 0.25) {
      let silences = heartbeats.look(at: [7: Int64(beat * 1e6)], now: Int64(time * 1e6))
      if !silences.isEmpty { return time }
    }
    return nil
  }

  @Test func `a worker that beats is left alone, and one that is silent beyond the limit is found`() {
    var heartbeats = Heartbeats(limit: 2)
    #expect(Self.look(&heartbeats, from: 10, to: 14, beat: 13.5) == nil)
    #expect(Self.look(&heartbeats, from: 14, to: 20, beat: 14) == 16.25)
    #expect(heartbeats.look(at: [7: 14_000_000, 8: 16_400_000, 5: 0], now: 16_500_000).map(\.process) == [5, 7])
    #expect(heartbeats.look(at: [7: 14_000_000], now: 16_600_000) == [.init(process: 7, duration: 2_600_000)])
  }

  @Test func `after a time in which the master itself stood still silence counts anew`() {
    var heartbeats = Heartbeats(limit: 2)
    #expect(Self.look(&heartbeats, from: 10, to: 11, beat: 11) == nil)
    // Suspended for an hour.
    #expect(Self.look(&heartbeats, from: 3_611, to: 3_613, beat: 11) == nil)
    #expect(Self.look(&heartbeats, from: 3_613.25, to: 3_620, beat: 11) == 3_613.25)
  }

  @Test func `the first look judges nobody, and without a limit nobody is ever silent`() {
    var heartbeats = Heartbeats(limit: 2)
    #expect(heartbeats.look(at: [7: 0], now: 1_000_000_000) == [])
    var unlimited = Heartbeats(limit: nil)
    #expect(Self.look(&unlimited, from: 10, to: 20, beat: 0) == nil)
  }

  @Test(arguments: [Int64.min, -1, .max]) func `nonsense in a row is no fault of the master`(beat: Int64) {
    var heartbeats = Heartbeats(limit: 2)
    _ = heartbeats.look(at: [7: beat], now: 1)
    _ = heartbeats.look(at: [7: beat], now: 3_000_000)
  }
}
