import CLinux
import Glibc

/// Signals read from a descriptor, in place of handlers, so that a `poll` loop acts on them one at a time.
///
/// A process inherits what its parent has blocked and ignored, and most signals end or stop it unless something is done
/// about them. So all are blocked and read here, those that nobody acts on included. Exceptions are those that a fault
/// of the program raises, those that cannot be blocked, those that do nothing by default, and SIGPIPE, which is
/// ignored: the write that causes it fails as well, and says so.
package struct Signals: Sendable {
  /// Readable when a signal waits.
  package let descriptor: Int32

  /// Call it before any thread is started: threads inherit what is blocked.
  package init() throws(SystemCallError) {
    var (all, set) = (Array(Int32(1)...64), sigset_t())
    all.removeAll(where: Self.left.contains)
    sigemptyset(&set)
    for number in all { sigaddset(&set, number) }
    pthread_sigmask(SIG_SETMASK, &set, nil)
    // Where SIGCHLD is ignored the kernel reaps children by itself and never sends it (wait(2)).
    for number in all { signal(number, SIG_DFL) }
    signal(SIGPIPE, SIG_IGN)
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemCallError("signalfd", "") }
  }

  private static let left: Set<Int32> = [
    SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGKILL, SIGSTOP, SIGCONT, SIGURG, SIGWINCH, SIGPIPE,
  ]

  /// The next signal that waits; nil if none does.
  package func next() -> Int32? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(descriptor, &information, size) == size else { return nil }
    return Int32(information.ssi_signo)
  }
}
