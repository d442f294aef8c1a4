import Synchronization

/// A value that a thread of its own computes; if there are too many threads, that of the caller.
package final class Later<Value: Sendable>: Sendable {
  private final class State: Sendable {
    let value = Mutex<Value?>(nil)
    let isReady = Semaphore()
  }

  private let state = State()

  package init(_ compute: @escaping @Sendable () -> Value) {
    let result = tryToStartThread { [state] in
      let value = compute()
      state.value.withLock { $0 = value }
      state.isReady.post()
    }
    if result != 0 { state.value.withLock { $0 = compute() } }
  }

  /// Waits for the value.
  package func get() -> Value {
    while true {
      if let value = state.value.withLock({ $0 }) { return value }
      state.isReady.wait()
    }
  }
}
