import Glibc
import Synchronization
import System

/// The descriptor that log lines are written to. A line that cannot be written at once, because the reader is stuck or
/// gone or the disk is full, is dropped and counted: no request ever waits for a log.
package final class LogOutput: Sendable {
  package static let standardError = LogOutput(STDERR_FILENO)

  private let descriptor: Int32
  /// Lines dropped since the last one that was written.
  private let lost = Atomic(0)
  /// Whether the last line was cut off.
  private let isTorn = Atomic(false)
  private let whenLost = Mutex<@Sendable () -> Void>({})

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// - Parameter count: called for each dropped line.
  package func onLoss(_ count: @escaping @Sendable () -> Void) { whenLost.withLock { $0 = count } }

  /// - Parameters:
  ///   - line: including its newline.
  ///   - report: returns a line that reports dropped lines; it is written before the next line.
  package func write(_ line: [UInt8], report: (_ lost: Int) -> [UInt8] = { _ in [] }) {
    let before = lost.exchange(0, ordering: .relaxed)
    let isReported = before == 0 || put(report(before))
    if isReported, put(line) { return }
    lost.add(isReported ? 1 : before + 1, ordering: .relaxed)
    whenLost.withLock { $0 }()
  }

  /// Writes the line in one call, so that processes which share the descriptor do not mix their lines.
  private func put(_ line: [UInt8]) -> Bool {
    guard !line.isEmpty else { return true }
    let wasTorn = isTorn.exchange(false, ordering: .relaxed)
    let bytes = wasTorn ? [UInt8(ascii: "\n")] + line : line
    // For a socket the flag applies to one call, so it does not affect other processes that share the socket.
    var count = send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    if count < 0, SystemCallError("send").number == ENOTSOCK { count = Glibc.write(descriptor, bytes, bytes.count) }
    if count < bytes.count { isTorn.store(wasTorn || count > 0, ordering: .relaxed) }
    return count == bytes.count
  }

  /// Makes a write to standard error fail instead of blocking.
  ///
  /// `O_NONBLOCK` belongs to the open file, which the parent and its other children share. So a pipe or a terminal is
  /// opened again, and the flag affects this process only. That is not possible for a pipe of another user: there the
  /// flag is set for all, since a lost line is better than a pool that blocks. It is never set for a shared terminal,
  /// because a shell reads from it.
  package static func keepFromBlocking() {
    var information = stat()
    guard fstat(STDERR_FILENO, &information) == 0, fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK == 0 else { return }
    let isPipe = information.st_mode & S_IFMT == S_IFIFO
    guard isPipe || isatty(STDERR_FILENO) == 1 else { return }
    if let own = try? File.reopen(STDERR_FILENO, flags: O_WRONLY | O_NONBLOCK | O_NOCTTY) {
      dup2(own, STDERR_FILENO)
      close(own)
    } else if isPipe {
      _ = fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_NONBLOCK)
    }
  }
}
