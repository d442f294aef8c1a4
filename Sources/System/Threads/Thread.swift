import CLinux
import Glibc

/// The priority of a thread. It cannot be raised again without privileges.
package enum ThreadPriority: Sendable {
  case usual
  /// The highest niceness (nice(2)): it gets a 70th of the time that a usual thread gets, but a usual thread that wakes
  /// up may wait for the end of its slice, about 3 ms (Linux 6.6 and later).
  case low
  /// It gets almost no time while usual threads run (sched(7), `SCHED_IDLE`). On a `WorkQueue` it takes naps, so that
  /// they never wait for it long.
  case idle

  /// Applies to the calling thread. On Linux, niceness belongs to a thread, not to the process (setpriority(2), "C
  /// library/kernel differences").
  fileprivate func apply() {
    switch self {
    case .usual: break
    case .low: setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.lowest)
    case .idle:
      var none = sched_param()
      sched_setscheduler(0, Self.schedulerIdle, &none)
    }
  }

  /// Gives all threads of this process, and those that they start later, the priority `low`.
  package static func lowerProcess() {
    for thread in (try? Directory.names(in: "/proc/self/task")) ?? [] {
      if let number = id_t(thread) { setpriority(Int32(PRIO_PROCESS.rawValue), number, lowest) }
    }
  }

  private static let lowest: Int32 = 19

  /// `SCHED_IDLE`, which the header defines only with _GNU_SOURCE.
  private static let schedulerIdle: Int32 = 5
}

/// Starts a detached thread with a stack of 1 MiB that runs `body`.
package func startThread(_ priority: ThreadPriority = .usual, _ body: @escaping @Sendable () -> Void) {
  let result = tryToStartThread(priority, body)
  precondition(result == 0, "pthread_create: \(SystemCallError.reason(for: result))")
}

/// The same, but there may be too many threads.
/// - Returns: 0, or the error.
func tryToStartThread(_ priority: ThreadPriority = .usual, _ body: @escaping @Sendable () -> Void) -> Int32 {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, 1 << 20)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  var thread = pthread_t()
  return createThread(&thread, &attributes) {
    priority.apply()
    body()
  }
}

/// Runs `body` on `count` threads at once, the calling one included, and returns when all have ended.
package func onThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
  let others = (1..<max(1, count)).map { _ in
    var thread = pthread_t()
    let result = createThread(&thread, nil, body)
    precondition(result == 0, "pthread_create: \(SystemCallError.reason(for: result))")
    return thread
  }
  body()
  for thread in others { pthread_join(thread, nil) }
}

/// - Returns: 0, or the error.
private func createThread(
  _ thread: inout pthread_t, _ attributes: UnsafePointer<pthread_attr_t>?, _ body: @escaping @Sendable () -> Void
) -> Int32 {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let start = Unmanaged.passRetained(Start(body))
  let result = pthread_create(
    &thread, attributes,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, start.toOpaque())
  if result != 0 { start.release() }
  return result
}
