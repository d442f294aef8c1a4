import Foundation
import Synchronization
import Testing

/// Runs blocking work on a separate thread, since Swift's task pool has few threads and other tests block them.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try work() }) }.start()
  }
}

/// Starts work on a separate thread, for a test that blocks its own thread in the meantime.
func startThread(_ work: @escaping @Sendable () throws -> Void) {
  Thread {
    do { try work() } catch { Issue.record(error) }
  }.start()
}

/// A barrier at which threads wait for each other.
final class Meeting: Sendable {
  private let missing: Atomic<Int>

  init(of count: Int) { missing = Atomic(count) }

  func join() {
    missing.subtract(1, ordering: .acquiringAndReleasing)
    while missing.load(ordering: .acquiring) > 0 { usleep(1_000) }
  }
}
