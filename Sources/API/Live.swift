import Synchronization

/// A value that one thread replaces while slots read it.
package final class Live<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  fileprivate let generation = Atomic<Int>(0)

  package init(_ value: Value) { self.value = Mutex(value) }

  package func replace(_ newValue: Value) {
    value.withLock { $0 = newValue }
    generation.add(1, ordering: .releasing)
  }

  package var current: Value { value.withLock { $0 } }
}

/// A slot's own reference to a live value: a request takes no lock unless the value has changed since the last one.
struct Snapshot<Value: Sendable> {
  private let live: Live<Value>
  private var generation: Int
  private var value: Value

  init(_ live: Live<Value>) {
    self.live = live
    generation = live.generation.load(ordering: .acquiring)
    value = live.current
  }

  /// What is current now; a request asks once, so that it never mixes two versions.
  mutating func current() -> Value {
    let newest = live.generation.load(ordering: .acquiring)
    if newest != generation {
      generation = newest
      value = live.current
    }
    return value
  }
}
