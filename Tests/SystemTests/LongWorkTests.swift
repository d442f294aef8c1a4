import Foundation
import Synchronization
import System
import Testing

struct LongWorkTests {
  private func work(places: Int, cores: Int = 1) -> LongWork {
    LongWork(places: places, on: Cores(count: cores, sharedBy: nil), priority: .usual)
  }

  @Test func `a place is free again after its owner has left it`() throws {
    let work = work(places: 1)
    for _ in 0..<10 {
      let place = try work.place(for: [1], isKnown: true)
      #expect(throws: LongWork.Overloaded()) { _ = try work.place(for: [2], isKnown: true) }
      _ = consume place
    }
  }

  @Test func `one network gets only part of the places, others the rest, and a known network the last one`() throws {
    let work = work(places: 6)
    let flood = try [Held(work, [1]), Held(work, [1]), Held(work, [1]), Held(work, [1])]
    #expect(throws: LongWork.Overloaded()) { _ = try Held(work, [1]) }
    #expect(throws: LongWork.Overloaded()) { _ = try Held(work, [1], isKnown: true) }
    let second = try Held(work, [2])
    #expect(throws: LongWork.Overloaded()) { _ = try Held(work, [2], isKnown: true) }
    #expect(throws: LongWork.Overloaded()) { _ = try Held(work, [3]) }
    let owner = try Held(work, [3], isKnown: true)
    #expect(throws: LongWork.Overloaded()) { _ = try Held(work, [4], isKnown: true) }
    withExtendedLifetime((flood, second, owner)) {}
  }

  /// Holds a place for as long as it exists.
  private final class Held {
    private let place: LongWork.Place

    init(_ work: LongWork, _ network: [UInt8], isKnown: Bool = false) throws {
      place = try work.place(for: network, isKnown: isKnown)
    }
  }

  @Test(arguments: [1, 2]) func `as many pieces of work run at once as there are cores`(cores: Int) throws {
    let running = Atomic(0)
    let mostRunning = Atomic(0)
    let done = Atomic(0)
    let work = work(places: 12, cores: cores)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<5 {
        guard let place = try? work.place(for: [1], isKnown: true) else { continue }
        place.run {
          mostRunning.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
          usleep(5_000)
          running.subtract(1, ordering: .relaxed)
          done.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(done.load(ordering: .relaxed) == 20)
    #expect((1...cores).contains(mostRunning.load(ordering: .relaxed)))
  }
}
