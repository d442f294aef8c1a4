import Glibc
import Synchronization

/// Where log lines go, whatever that is at the moment. A line that cannot be written at once, because the reader is
/// stuck or gone or the disk is full, is lost and counted: nobody ever waits for a log.
package final class LogOutput: Sendable {
  package static let standardError = LogOutput(STDERR_FILENO)

  private let descriptor: Int32
  /// Lines lost since the last that was written.
  private let lost = Atomic(0)
  /// Whether the last that was written lacks its end.
  private let isTorn = Atomic(false)
  private let whenLost = Mutex<@Sendable () -> Void>({})

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// - Parameter count: called for each line that is lost.
  package func onLoss(_ count: @escaping @Sendable () -> Void) { whenLost.withLock { $0 = count } }

  /// - Parameters:
  ///   - line: with its end.
  ///   - report: a line that says how many were lost, written before the first that can be written again.
  package func write(_ line: [UInt8], report: (_ lost: Int) -> [UInt8] = { _ in [] }) {
    let before = lost.exchange(0, ordering: .relaxed)
    let isReported = before == 0 || put(report(before))
    if isReported, put(line) { return }
    lost.add(isReported ? 1 : before + 1, ordering: .relaxed)
    whenLost.withLock { $0 }()
  }

  /// In one write, so that processes which share the descriptor do not mix lines up to the size of a pipe's buffer.
  private func put(_ line: [UInt8]) -> Bool {
    guard !line.isEmpty else { return true }
    let wasTorn = isTorn.exchange(false, ordering: .relaxed)
    let bytes = wasTorn ? [UInt8(ascii: "\n")] + line : line
    // A socket is told at each call not to wait, which concerns nobody who shares it.
    var count = send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    if count < 0, errno == ENOTSOCK { count = Glibc.write(descriptor, bytes, bytes.count) }
    if count < bytes.count { isTorn.store(wasTorn || count > 0, ordering: .relaxed) }
    return count == bytes.count
  }

  /// Has a write to standard error fail where it would wait.
  ///
  /// `O_NONBLOCK` belongs to the open file, which the parent and its other children share. So a pipe or a terminal is
  /// opened anew, and the flag is ours alone. A pipe of another user cannot be: there it is set for all, since one that
  /// misses a line is better off than a pool that stands still. It never is for a terminal, from which a shell reads.
  package static func keepFromBlocking() {
    var information = stat()
    guard fstat(STDERR_FILENO, &information) == 0, fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK == 0 else { return }
    let isPipe = information.st_mode & S_IFMT == S_IFIFO
    guard isPipe || isatty(STDERR_FILENO) == 1 else { return }
    let own = open("/proc/self/fd/\(STDERR_FILENO)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    if own >= 0 {
      dup2(own, STDERR_FILENO)
      close(own)
    } else if isPipe {
      _ = fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_NONBLOCK)
    }
  }
}
