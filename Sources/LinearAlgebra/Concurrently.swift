import Synchronization
import System

/// The results of `body` for each number from 0 to `count − 1`, in order, computed on all processors.
///
/// A result must depend only on its number. Then the results are the same on every machine, whatever the number of
/// threads.
package func concurrently<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) -> [Result] {
  let work = SharedWork(count, body)
  onThreads(min(count, BLASThreads.processors)) { work.run() }
  return work.results()
}

/// A queue of numbers. Each thread takes the next one when it is free.
private final class SharedWork<Result: Sendable>: Sendable {
  private let body: @Sendable (Int) -> Result
  private let next = Atomic(0)
  private let finished: Mutex<[Result?]>

  init(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) {
    self.body = body
    finished = Mutex([Result?](repeating: nil, count: count))
  }

  /// Takes numbers until none is left.
  func run() {
    let count = finished.withLock { $0.count }
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      let result = body(number)
      finished.withLock { $0[number] = result }
    }
  }

  /// - Precondition: every thread has ended.
  func results() -> [Result] { finished.withLock { $0.compactMap(\.self) } }
}
