import Synchronization

/// A value that one thread replaces while slots read it.
package final class Live<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  private let count = Atomic<Int>(0)

  package init(_ value: Value) { self.value = Mutex(value) }

  package func replace(_ newValue: Value) {
    // What was there before goes when nobody waits for the lock: that of a large catalogue takes milliseconds.
    let old = value.withLock { value in
      defer { value = newValue }
      return value
    }
    count.add(1, ordering: .relaxed)
    withExtendedLifetime(old) {}
  }

  package var current: Value { value.withLock { $0 } }

  /// How often it has been replaced.
  package var replacements: Int { count.load(ordering: .relaxed) }
}

/// What one request sees of a live value: the same from its first look to its end, so that it never mixes two versions.
///
/// Between requests it holds nothing. Slots that have nothing to do would keep models and catalogues in memory that
/// nobody uses any more, each perhaps another one.
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
