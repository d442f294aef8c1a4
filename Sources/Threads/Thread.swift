import CLinux
import Glibc

/// How a thread stands to others that want the same core. It cannot go back without privileges.
package enum ThreadPriority: Sendable {
  case usual
  /// As nice as can be (nice(2)): it gets a 70th of what a usual one gets, but a usual one that wakes up may wait for
  /// its slice of some 3 ms (Linux from 6.6 on).
  case low
  /// It gets almost nothing beside usual ones, which never wait for it (sched(7), `SCHED_IDLE`).
  case idle

  /// On Linux these are the thread's, not the process's (setpriority(2), "C library/kernel differences").
  fileprivate func take() {
    switch self {
    case .usual: break
    case .low: setpriority(Int32(PRIO_PROCESS.rawValue), 0, 19)
    case .idle:
      var none = sched_param()
      sched_setscheduler(0, Self.schedulerIdle, &none)
    }
  }

  /// `SCHED_IDLE`, which the header shows to GNU programs only.
  private static let schedulerIdle: Int32 = 5
}

/// Starts a detached thread of 1 MiB of stack that runs `body` and ends with it.
package func startThread(_ priority: ThreadPriority = .usual, _ body: @escaping @Sendable () -> Void) {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let start = Start {
    priority.take()
    body()
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, 1 << 20)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(start).toOpaque()
  let result = pthread_create(
    &thread, &attributes,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, argument)
  precondition(result == 0, "pthread_create: \(String(cString: strerror(result)))")
}
