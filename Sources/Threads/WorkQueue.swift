import Synchronization

/// Threads that do one piece of work after the other, for callers that wait for it. They end with the queue.
final class WorkQueue: Sendable {
  /// A piece of work on its caller's stack, which stays where it is until `isDone` is posted: by then no thread may
  /// hold the closure itself.
  private struct Job: @unchecked Sendable {
    let work: UnsafePointer<() -> Void>
    let isDone: Semaphore
  }

  /// What the threads keep.
  private final class State: Sendable {
    let jobs = Mutex<[Job]>([])
    /// Posted for each job, and for each thread at the end.
    let hasWork = Semaphore()
  }

  private let state = State()
  private let threads: Int

  /// - Parameters:
  ///   - around: runs each piece of work.
  init(threads: Int, priority: ThreadPriority, around: @escaping @Sendable (() -> Void) -> Void) {
    self.threads = threads
    for _ in 0..<threads {
      startThread(priority) { [state] in
        while true {
          state.hasWork.wait()
          guard let job = state.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
          around { job.work.pointee() }
          job.isDone.post()
        }
      }
    }
  }

  deinit { for _ in 0..<threads { state.hasWork.post() } }

  /// Returns when `work` is done: first come, first served.
  func run(_ work: () -> Void) {
    withoutActuallyEscaping(work) { work in
      withUnsafePointer(to: work) { work in
        let job = Job(work: work, isDone: Semaphore())
        state.jobs.withLock { $0.append(job) }
        state.hasWork.post()
        job.isDone.wait()
      }
    }
  }
}
