import Synchronization
import System

/// An answer that is sent a moment later (`Response.isDelayed`), and the connection that waits for it.
struct DelayedAnswer {
  let connection: Int32
  private let records: [UInt8]
  private let keepsConnection: Bool

  init(_ records: [UInt8], over connection: Int32, keepsConnection: Bool) {
    self.records = records
    self.connection = connection
    self.keepsConnection = keepsConnection
  }

  /// - Parameter willWait: called before a write that blocks.
  func send(willWait: () -> Void = {}) -> Exchange.Outcome {
    Socket.send(records, to: connection, willWait: willWait) && keepsConnection ? .kept : .closed
  }
}

/// The delayed answers of a worker, the first to come first. They occupy a connection each, and no slot.
final class DelayedAnswers: Sendable {
  private struct Waiting {
    var answers: [(answer: DelayedAnswer, due: Duration)] = []
    var hasEnded = false
  }

  private let waiting = Mutex(Waiting())
  /// Posted once for each answer, and at the end.
  private let hasNext = Semaphore()

  private let delay: Duration
  private let maximum: Int

  /// - Parameter maximum: answers that may wait.
  init(delay: Duration, maximum: Int) {
    self.delay = delay
    self.maximum = maximum
  }

  /// - Returns: false if too many answers wait.
  func add(_ answer: DelayedAnswer) -> Bool {
    let due = SystemClock.monotonic() + delay
    let isAdded = waiting.withLock { waiting in
      guard waiting.answers.count < maximum, !waiting.hasEnded else { return false }
      waiting.answers.append((answer, due))
      return true
    }
    if isAdded { hasNext.post() }
    return isAdded
  }

  /// Waits until the next answer is due.
  /// - Returns: nil at the end.
  func next() -> DelayedAnswer? {
    hasNext.wait()
    guard let next = waiting.withLock({ $0.answers.isEmpty ? nil : $0.answers.removeFirst() }) else { return nil }
    pause(for: max(.zero, next.due - SystemClock.monotonic()))
    return next.answer
  }

  func end() {
    waiting.withLock { $0.hasEnded = true }
    hasNext.post()
  }
}
