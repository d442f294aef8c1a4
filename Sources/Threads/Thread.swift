import CLinux
import Glibc

/// Starts a detached thread of 1 MiB of stack that runs `body` and ends with it.
package func startThread(_ body: @escaping @Sendable () -> Void) {
  pthread_detach(spawn(body))
}

/// Runs `work` on a thread that yields to all others, and returns when it is done: long computations take what the
/// requests leave. A thread's niceness cannot be taken back without privileges, so each gets a thread of its own.
/// - Parameter niceness: up to 19, the lowest priority.
package func runYielding(niceness: Int32, _ work: () -> Void) {
  withoutActuallyEscaping(work) { work in
    // Used by one thread at a time: this one waits.
    nonisolated(unsafe) let work = work
    let thread = spawn {
      // On Linux this is the thread's, not the process's (setpriority(2), "C library/kernel differences").
      setpriority(Int32(PRIO_PROCESS.rawValue), 0, niceness)
      work()
    }
    pthread_join(thread, nil)
  }
}

private func spawn(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, 1 << 20)
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
  return thread
}
