import Synchronization
import System

/// The descriptor that log lines are written to. A line that cannot be written at once, because the reader is stuck or
/// gone or the disk is full, is dropped and counted: no request ever waits for a log.
package final class LogOutput: Sendable {
  package static let standardError = LogOutput(StandardError.descriptor)

  private let descriptor: Int32
  /// Lines dropped since the last one was written.
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

  private func put(_ line: [UInt8]) -> Bool {
    guard !line.isEmpty else { return true }
    let wasTorn = isTorn.exchange(false, ordering: .relaxed)
    let bytes = wasTorn ? [UInt8(ascii: "\n")] + line : line
    let count = Descriptors.writeAtOnce(bytes, to: descriptor)
    if count < bytes.count { isTorn.store(wasTorn || count > 0, ordering: .relaxed) }
    return count == bytes.count
  }
}
