import CLinux
import Glibc

/// Starts a detached thread of 1 MiB of stack that runs `body` and ends with it.
/// - Parameter niceness: up to 19, the lowest priority. A thread cannot take it back without privileges.
package func startThread(niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let start = Start {
    // On Linux this is the thread's, not the process's (setpriority(2), "C library/kernel differences").
    if niceness != 0 { setpriority(Int32(PRIO_PROCESS.rawValue), 0, niceness) }
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
