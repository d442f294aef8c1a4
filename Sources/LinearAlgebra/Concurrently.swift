import Glibc
import Synchronization

/// The results of `body` for each number from 0 to `count − 1`, in order, computed on all processors.
///
/// A result must depend on its number alone. Then the results are the same on every machine, whatever the number of
/// threads.
package func concurrently<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) -> [Result] {
  let work = SharedWork(count, body)
  let others = (1..<max(1, min(count, BLASThreads.processors))).map { _ in work.start() }
  work.run()
  for thread in others { pthread_join(thread, nil) }
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

  /// Runs on another thread.
  func start() -> pthread_t {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Run(run: run)).toOpaque()
    let result = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Run>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument)
    precondition(result == 0, "pthread_create: \(String(cString: strerror(result)))")
    return thread
  }

  /// - Precondition: every thread has ended.
  func results() -> [Result] { finished.withLock { $0.compactMap(\.self) } }
}

/// The argument of a new thread: `pthread_create` passes a pointer, so the closure needs an object around it.
private final class Run: Sendable {
  let run: @Sendable () -> Void
  init(run: @escaping @Sendable () -> Void) { self.run = run }
}
