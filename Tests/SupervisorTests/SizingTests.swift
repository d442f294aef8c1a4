import Supervisor
import Testing

struct SizingTests {
  private func sizing(_ minimum: Int, _ maximum: Int, slots: Int = 4, spare: Int = 2) -> Sizing {
    Sizing(Sizing.Bounds(minimum: minimum, maximum: maximum, slots: slots, spare: spare, patience: 10))
  }

  /// Busy slots, connections that wait, and the workers for them: with four slots each and two to spare.
  @Test(arguments: [
    (0, 0, 1), (2, 0, 1), (3, 0, 2), (6, 0, 2), (7, 0, 3), (4, 3, 3), (4, 100, 5), (20, 0, 5),
  ])
  func `the pool grows at once to what is busy, waits, and should be idle`(busy: Int, queued: Int, workers: Int) {
    var sizing = sizing(1, 5)
    _ = sizing.look(busy: busy, queued: queued, at: 0)
    #expect(sizing.size == workers)
  }

  @Test func `it shrinks one worker at a time, each after it was not needed for long`() {
    var sizing = sizing(1, 4)
    _ = sizing.look(busy: 14, queued: 0, at: 0)
    #expect(sizing.size == 4)
    let sizes = [1.0, 10.9, 11, 20.9, 21, 31, 41, 100].map { now in
      _ = sizing.look(busy: 0, queued: 0, at: now)
      return sizing.size
    }
    #expect(sizes == [4, 4, 3, 3, 2, 1, 1, 1])
  }

  @Test func `a moment of need keeps all workers`() {
    var sizing = sizing(1, 4)
    for now in [0.0, 9, 18, 27] {
      _ = sizing.look(busy: 14, queued: 0, at: now)
      _ = sizing.look(busy: 0, queued: 0, at: now + 1)
    }
    #expect(sizing.size == 4)
  }

  @Test func `a pool of one size stays`() {
    var sizing = sizing(2, 2)
    for (busy, now) in [(0, 0.0), (8, 20), (0, 40), (0, 60)] { _ = sizing.look(busy: busy, queued: busy, at: now) }
    #expect(sizing.size == 2)
  }

  @Test func `the maximum is reached once for each time of need`() {
    var sizing = sizing(1, 2)
    let reached = [(8, 0.0), (8, 1), (3, 2), (8, 9), (8, 18), (3, 20), (3, 27.9), (8, 28), (7, 40), (8, 50)].map {
      sizing.look(busy: $0.0, queued: 0, at: $0.1)
    }
    #expect(reached == [true, false, false, false, false, false, false, true, false, true])
  }

  @Test func `other bounds change the size no more than they ask for`() {
    var sizing = sizing(1, 6)
    _ = sizing.look(busy: 10, queued: 0, at: 0)
    #expect(sizing.size == 3)
    for (minimum, maximum, expected) in [(1, 8, 3), (4, 8, 4), (1, 2, 2)] {
      sizing.set(Sizing.Bounds(minimum: minimum, maximum: maximum, slots: 4, spare: 2, patience: 10))
      #expect(sizing.size == expected)
    }
  }
}
