import CLinux
import Glibc

/// Signals read from a descriptor, in place of handlers, so that a `poll` loop acts on them one at a time.
package struct Signals: Sendable {
  /// Readable when a signal waits.
  package let descriptor: Int32

  /// Blocks `numbers` for this thread and those it starts from now on. Call it before any thread is started.
  package init(_ numbers: [Int32]) throws(SystemCallError) {
    var set = Self.set(of: numbers)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemCallError("signalfd", "") }
  }

  /// The next signal that waits; nil where none does.
  package func next() -> Int32? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(descriptor, &information, size) == size else { return nil }
    return Int32(information.ssi_signo)
  }

  static func set(of numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}
