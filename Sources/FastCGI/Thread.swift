import CLinux
import Glibc

/// Starts a detached thread of 1 MiB of stack that runs `body` and ends with it.
package func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, 1 << 20)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(Start(body)).toOpaque()
  let result = pthread_create(
    &thread, &attributes,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, argument)
  precondition(result == 0, "pthread_create: \(String(cString: strerror(result)))")
}

/// Runs `work` on a thread that yields to all others, and returns when it is done: long computations take what the
/// requests leave. A thread's niceness cannot be taken back without privileges, so each gets a thread of its own.
package func runYielding(_ work: () -> Void) {
  withoutActuallyEscaping(work) { work in
    var end = sem_t()
    sem_init(&end, 0, 0)
    defer { sem_destroy(&end) }
    withUnsafeMutablePointer(to: &end) { end in
      // The caller waits below, so that both outlive the thread's use of them.
      nonisolated(unsafe) let (work, end) = (work, end)
      startThread {
        // On Linux this is the thread's, not the process's (setpriority(2), "C library/kernel differences").
        setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
        work()
        sem_post(end)
      }
      while sem_wait(end) != 0 {}
    }
  }
}
