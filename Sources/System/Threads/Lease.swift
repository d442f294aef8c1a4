import CLinux
import Glibc
import Synchronization

/// A lock in memory that processes share, which nobody holds for longer than a term (Gray and Cheriton, "Leases: An
/// Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency", 1989).
///
/// It puts work in order that is faster one after another than at once, and guards nothing. A thread that has waited
/// for a term goes ahead without it, and a holder that dies or hangs delays the others by a term at most. A holder that
/// gives it back and takes it again waits for those who sleep for it.
///
/// The word is 0 if the lease is free. Else it holds the time since which the lease has been held or reserved, in
/// microseconds modulo 2³⁰, and two flags.
package struct Lease: @unchecked Sendable {
  // Safe to share: all access to the word is atomic, and `memory` keeps it mapped.
  private let word: UnsafeMutablePointer<Atomic<UInt32>>
  private let memory: MappedMemory
  private let term: Duration

  /// Somebody may wait.
  private static let awaited: UInt32 = 1
  /// It has been given back for somebody who waits.
  private static let reserved: UInt32 = 2

  /// - Parameters:
  ///   - offset: of the word, a multiple of 4; its bytes are 0 at first.
  ///   - term: the same for all. The default is several times as long as a small transaction takes.
  package init(_ memory: MappedMemory, offset: Int, term: Duration = .milliseconds(3)) {
    precondition(offset >= 0 && offset.isMultiple(of: 4) && offset + 4 <= memory.size)
    self.memory = memory
    self.term = term
    // `Atomic` has the layout of its value.
    word = (memory.start + offset).assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  /// Proof that the lease was taken.
  package struct Hold { fileprivate let value: UInt32 }

  /// Waits for the lease for a term at most.
  /// - Parameter willWait: called before the thread blocks.
  /// - Returns: nil if it was not free in time.
  package func take(willWait: () -> Void = {}) -> Hold? {
    let start = SystemClock.monotonic()
    var now = start
    var hasWaited = false
    while true {
      let seen = word.pointee.load(ordering: .acquiring)
      let age = Self.age(of: seen, at: now)
      // A clock that was read just before another process read its own is no reason to take the lease from it.
      let isOver = age >= term || age < .zero - term
      if seen == 0 || isOver || hasWaited && seen & Self.reserved != 0 {
        let mine = Self.stamp(now) | (seen & Self.awaited)
        if exchange(seen, mine) { return Hold(value: mine) }
        continue
      }
      let patience = start + term - now
      if patience <= .zero { return nil }
      let awaited = seen | Self.awaited
      guard seen == awaited || exchange(seen, awaited) else { continue }
      if !hasWaited { willWait() }
      hasWaited = true
      var timeout = timespec(min(term - age, patience))
      futex_wait(UnsafeMutableRawPointer(word), awaited, &timeout)
      now = SystemClock.monotonic()
    }
  }

  /// Does nothing if the term is over and somebody else has taken the lease.
  package func giveBack(_ hold: Hold) {
    if hold.value & Self.awaited == 0, exchange(hold.value, 0) { return }
    let seen = word.pointee.load(ordering: .relaxed)
    // More than one may wait, and nobody counts them.
    let reserved = Self.stamp(SystemClock.monotonic()) | Self.reserved | Self.awaited
    guard seen & ~Self.awaited == hold.value & ~Self.awaited, exchange(seen, reserved) else { return }
    // Nobody waits any more, unless somebody has begun to between the two calls.
    if futex_wake(UnsafeMutableRawPointer(word), 1) == 0, exchange(reserved, 0) {
      futex_wake(UnsafeMutableRawPointer(word), .max)
    }
  }

  private func exchange(_ old: UInt32, _ new: UInt32) -> Bool {
    word.pointee.compareExchange(expected: old, desired: new, ordering: .acquiringAndReleasing).exchanged
  }

  /// Never 0, which means free.
  private static func stamp(_ time: Duration) -> UInt32 {
    max(UInt32(truncatingIfNeeded: time.microseconds) << 2, 4)
  }

  private static func age(of word: UInt32, at now: Duration) -> Duration {
    .microseconds(Int64(Int32(bitPattern: stamp(now) &- (word & ~3)) >> 2))
  }
}
