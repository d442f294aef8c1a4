import Testing

@testable import API

/// The copy of a `Live` value that a slot reads while the value is replaced.
struct SnapshotTests {
  private final class Value: Sendable {
    let number: Int

    init(_ number: Int) { self.number = number }
  }

  @Test func `a request sees the same value until its end, and the next request the newest one`() {
    let live = Live(Value(1))
    var snapshot = Snapshot(live)
    #expect(snapshot.current().number == 1)
    live.replace(Value(2))
    #expect(snapshot.current().number == 1)
    snapshot.release()
    #expect(snapshot.current().number == 2 && live.replacements == 1)
  }

  @Test func `an idle slot keeps no replaced value alive`() {
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
