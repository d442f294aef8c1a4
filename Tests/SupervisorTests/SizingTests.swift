import Supervisor
import Testing

struct SizingTests {
  private func sizing(_ minimum: Int, _ maximum: Int, slots: Int = 4, spare: Int = 2) -> Sizing {
    Sizing(Sizing.Bounds(minimum: minimum, maximum: maximum, slots: slots, spare: spare, idleTimeout: .seconds(10)))
  }

  /// Busy slots, waiting connections, and the workers needed for them, with four slots each and two spare ones.
  @Test(arguments: [
    (0, 0, 1), (2, 0, 1), (3, 0, 2), (6, 0, 2), (7, 0, 3), (4, 3, 3), (4, 100, 5), (20, 0, 5),
  ])
  func `the pool grows at once to the busy slots, the waiting connections and the spare slots`(
    busy: Int, queued: Int, workers: Int
  ) {
    var sizing = sizing(1, 5)
    _ = sizing.update(busy: busy, queued: queued, at: .seconds(0))
    #expect(sizing.size == workers)
  }

  @Test func `the pool shrinks by one worker for each idle timeout`() {
    var sizing = sizing(1, 4)
    _ = sizing.update(busy: 14, queued: 0, at: .seconds(0))
    #expect(sizing.size == 4)
    let sizes = [1.0, 10.9, 11, 20.9, 21, 31, 41, 100].map { now in
      _ = sizing.update(busy: 0, queued: 0, at: .seconds(now))
      return sizing.size
    }
    #expect(sizes == [4, 4, 3, 3, 2, 1, 1, 1])
  }

  @Test func `a short peak of load keeps all workers`() {
    var sizing = sizing(1, 4)
    for now in [0.0, 9, 18, 27] {
      _ = sizing.update(busy: 14, queued: 0, at: .seconds(now))
      _ = sizing.update(busy: 0, queued: 0, at: .seconds(now + 1))
    }
    #expect(sizing.size == 4)
  }

  @Test func `a pool with equal bounds never changes its size`() {
    var sizing = sizing(2, 2)
    for (busy, now) in [(0, 0.0), (8, 20), (0, 40), (0, 60)] {
      _ = sizing.update(busy: busy, queued: busy, at: .seconds(now))
    }
    #expect(sizing.size == 2)
  }

  @Test func `reaching the maximum is reported once for each period of load`() {
    var sizing = sizing(1, 2)
    let reached = [(8, 0.0), (8, 1), (3, 2), (8, 9), (8, 18), (3, 20), (3, 27.9), (8, 28), (7, 40), (8, 50)].map {
      sizing.update(busy: $0.0, queued: 0, at: .seconds($0.1))
    }
    #expect(reached == [true, false, false, false, false, false, false, true, false, true])
  }

  @Test func `new bounds change the size no more than they require`() {
    var sizing = sizing(1, 6)
    _ = sizing.update(busy: 10, queued: 0, at: .seconds(0))
    #expect(sizing.size == 3)
    for (minimum, maximum, expected) in [(1, 8, 3), (4, 8, 4), (1, 2, 2)] {
      sizing.set(Sizing.Bounds(minimum: minimum, maximum: maximum, slots: 4, spare: 2, idleTimeout: .seconds(10)))
      #expect(sizing.size == expected)
    }
  }
}
