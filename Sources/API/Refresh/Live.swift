import Synchronization

/// A value that one thread replaces while slots read it.
package final class Live<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  private let count = Atomic<Int>(0)

  package init(_ value: Value) { self.value = Mutex(value) }

  package func replace(_ newValue: Value) {
    // The old value is freed outside the lock: for a large catalogue that takes milliseconds.
    let old = value.withLock { value in
      defer { value = newValue }
      return value
    }
    count.add(1, ordering: .relaxed)
    withExtendedLifetime(old) {}
  }

  package var current: Value { value.withLock { $0 } }

  /// How many times the value has been replaced.
  package var replacements: Int { count.load(ordering: .relaxed) }
}

/// A slot's copy of a live value. A request sees the same value from its first access to its end, so it never mixes two
/// versions.
///
/// Between requests it holds nothing. Otherwise idle slots would keep outdated models and catalogues in memory, each
/// perhaps a different one.
struct Snapshot<Value: Sendable> {
  private let live: Live<Value>
  private var value: Value?

  init(_ live: Live<Value>) { self.live = live }

  mutating func current() -> Value {
    if let value { return value }
    let newest = live.current
    value = newest
    return newest
  }

  mutating func release() { value = nil }
}
