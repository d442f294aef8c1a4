import CLinux
import Glibc

/// Signals that are read from a descriptor (signalfd(2)) instead of being handled, so that a `poll` loop acts on them
/// one at a time.
///
/// A process inherits its parent's blocked and ignored signals, and most signals end or stop a process by default. So
/// all of them are blocked and read here, even those without an effect. The exceptions are signals that a fault of the
/// program raises, signals that cannot be blocked, signals that do nothing by default, and SIGPIPE, which is ignored
/// because the write that causes it fails as well.
package struct Signals: Sendable {
  /// Readable when a signal is pending.
  package let descriptor: Int32

  /// Call this before any thread is started: threads inherit the mask of blocked signals.
  package init() throws(SystemCallError) {
    let numbers = (Int32(1)...64).filter { !Self.unblocked.contains($0) }
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_SETMASK, &set, nil)
    // If SIGCHLD is ignored, the kernel reaps children itself and never sends it (wait(2)).
    for number in numbers { signal(number, SIG_DFL) }
    signal(SIGPIPE, SIG_IGN)
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemCallError("signalfd") }
  }

  private static let unblocked: Set<Int32> = [
    SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGKILL, SIGSTOP, SIGCONT, SIGURG, SIGWINCH, SIGPIPE,
  ]

  /// The next pending signal; nil if there is none.
  package func next() -> ProcessSignal? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(descriptor, &information, size) == size else { return nil }
    return ProcessSignal(rawValue: Int32(information.ssi_signo))
  }
}
