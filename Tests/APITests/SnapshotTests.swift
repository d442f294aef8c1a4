import Testing

@testable import API

/// What a slot sees of values that are replaced.
struct SnapshotTests {
  private final class Value: Sendable {
    let number: Int

    init(_ number: Int) { self.number = number }
  }

  @Test func `a request sees one value to its end, the next one the newest`() {
    let live = Live(Value(1))
    var snapshot = Snapshot(live)
    #expect(snapshot.current().number == 1)
    live.replace(Value(2))
    #expect(snapshot.current().number == 1)
    snapshot.release()
    #expect(snapshot.current().number == 2 && live.replacements == 1)
  }

  @Test func `a slot between two requests keeps nothing that has been replaced`() {
    let live = Live(Value(1))
    weak let first = live.current
    var snapshot = Snapshot(live)
    _ = snapshot.current()
    live.replace(Value(2))
    #expect(first != nil)
    snapshot.release()
    #expect(first == nil)
  }
}
