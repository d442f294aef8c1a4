import Testing

@testable import FastCGI

struct GroupsInFlightTests {
  private let slots = (0..<2).map { _ in Turn { _ in } }
  private var groups = GroupsInFlight()

  private mutating func wait(_ connections: Int32..., for key: Int) -> [Bool] {
    connections.map { groups.wait($0, for: key) }
  }

  private mutating func next(_ key: Int = 1, by slot: Int = 0) -> [Int32] {
    Array(groups.next(key, by: slots[slot], maximum: 3))
  }

  @Test mutating func `requests wait for a group of their kind, and become the next one`() {
    let early = wait(7, for: 1)
    groups.began(1, by: slots[0])
    let waiting = wait(7, for: 2) + wait(1, 2, 3, 4, 5, for: 1)
    #expect(early + waiting == [false, false, true, true, true, true, true])
    let (others, first) = (next(by: 1), next())
    let late = wait(6, for: 1)
    let second = next()
    #expect((others, first, second) == ([], [1, 2, 3], [4, 5, 6]) && late == [true] && !groups.isEmpty)
    let third = next()
    #expect(third.isEmpty && groups.isEmpty)
  }

  @Test mutating func `what waits for a group may join it, and the rest becomes the next one`() {
    groups.began(1, by: slots[0])
    _ = wait(1, 2, 3, for: 1)
    let (others, joined) = (
      Array(groups.join(1, by: slots[1], maximum: 2)), Array(groups.join(1, by: slots[0], maximum: 2))
    )
    let rest = next()
    #expect((others, joined, rest) == ([], [1, 2], [3]) && !groups.isEmpty)
    let nobody = Array(groups.join(1, by: slots[0], maximum: 2))
    // It is still in flight.
    #expect(nobody == [] && wait(4, for: 1) == [true])
  }

  @Test mutating func `a second slot with a group of the same kind answers that one only`() {
    for slot in slots { groups.began(1, by: slot) }
    _ = wait(7, for: 1)
    let (second, first) = (next(by: 1), next(by: 0))
    #expect((second, first) == ([], [7]))
  }

  @Test mutating func `at the second check without a next group nobody waits any more`() {
    groups.began(1, by: slots[0])
    _ = wait(7, for: 1)
    let early = groups.overdue()
    // Each group is checked anew.
    let next = next()
    _ = wait(8, 9, for: 1)
    let checks = [groups.overdue(), groups.overdue()]
    #expect((early, next) == ([], [7]) && checks == [[], [8, 9]] && groups.isEmpty)
    let afterwards = self.next()
    #expect(afterwards.isEmpty)
    groups.began(1, by: slots[1])
    _ = wait(8, for: 1)
    let new = self.next(by: 1)
    #expect(new == [8])
  }
}
