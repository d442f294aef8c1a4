import Synchronization

/// Threads that run jobs for waiting callers, first come, first served. They end with the queue.
final class WorkQueue: Sendable {
  /// A job on its caller's stack. It is valid until `isDone` is posted, so no thread may keep the closure.
  private struct Job: @unchecked Sendable {
    let work: UnsafePointer<() -> Void>
    let isDone: Semaphore
  }

  /// Shared with the threads, so that the queue can be deallocated while they run.
  private final class State: Sendable {
    let jobs = Mutex<[Job]>([])
    /// Posted once for each job, and at the end once for each thread.
    let hasWork = Semaphore()
  }

  private let state = State()
  private let threads: Int

  /// - Parameters:
  ///   - around: called with each job, which it must run.
  init(threads: Int, priority: ThreadPriority, around: @escaping @Sendable (() -> Void) -> Void) {
    self.threads = threads
    for _ in 0..<threads {
      startThread(priority) { [state] in
        // Without a timer the others wait a little longer.
        let naps = priority == .idle ? try? Naps() : nil
        while true {
          state.hasWork.wait()
          guard let job = state.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
          around {
            if let naps { naps.during { job.work.pointee() } } else { job.work.pointee() }
          }
          job.isDone.post()
        }
      }
    }
  }

  deinit { for _ in 0..<threads { state.hasWork.post() } }

  /// Runs `work` on one of the threads, and returns when it is done.
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
