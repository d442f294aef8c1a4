import Synchronization
import System

/// Which slot of a worker leads. The leader waits for events and serves requests itself as long as they do not block.
/// The other slots are parked, or serve requests of their own that block on the database or another thread
/// (Leader/Followers: Schmidt et al., "Pattern-Oriented Software Architecture 2", 2000).
///
/// So no more threads are awake than there is work for, and a request that never blocks costs neither a lock nor a
/// context switch. Before a slot blocks, it makes another one the leader (`Turn.yield`). If the leader spends too long
/// on one request, the stall watcher takes the lead from it (`Worker.watchForStalls`).
///
/// The state is one word: a number that grows with each change, and the phase. Only the thread that moves the phase
/// from `serving` to `changing` can choose the next leader. All other changes of leader happen under the worker's lock,
/// so that none is lost.
struct Leadership: ~Copyable {
  enum Phase: UInt64 {
    /// No slot leads: each one is blocked, or busy with a long request.
    case vacant
    /// The leader waits for an event, or is between two events.
    case waiting
    /// The leader serves a request.
    case serving
    /// The lead is passing to another slot.
    case changing
  }

  struct State: Equatable {
    fileprivate let word: UInt64

    var phase: Phase { Phase(rawValue: word & 3) ?? .vacant }

    fileprivate func next(_ phase: Phase) -> State { State(word: (word >> 2 + 1) << 2 | phase.rawValue) }
  }

  private let word = Atomic<UInt64>(Phase.vacant.rawValue)

  init() {}

  var state: State { State(word: word.load(ordering: .acquiring)) }

  /// - Returns: the new state; nil if the state is no longer `old`.
  func move(_ old: State, to phase: Phase) -> State? {
    let new = old.next(phase)
    return word.compareExchange(expected: old.word, desired: new.word, ordering: .acquiringAndReleasing).exchanged
      ? new : nil
  }
}

/// One slot's part in the leadership. The slot's thread uses it; the thread that passes the lead to it also writes
/// `state` and posts `promoted`.
package final class Turn: @unchecked Sendable {
  /// The last state that this slot set as the leader; nil if it does not lead.
  var state: Leadership.State?
  /// Posted when the slot has been given the lead, and at the end.
  let promoted = Semaphore()
  /// Posted when the stall watcher has taken the lead from the slot, and its connection out of epoll.
  let relieved = Semaphore()
  /// The connection that the slot serves as the leader. The stall watcher reads it.
  let connection = Atomic<Int32>(-1)
  /// The connections of the requests that the leader serves together with `connection`'s. Guarded by the worker's lock.
  var companions: [Int32] = []
  /// The group of the request that the slot serves; nil if it is served alone.
  var group: Int?
  private let giveUp: @Sendable (Turn) -> Void

  init(giveUp: @escaping @Sendable (Turn) -> Void) { self.giveUp = giveUp }

  /// Call this before the slot blocks or computes for long: another slot takes over the lead. It costs nothing if this
  /// slot does not lead.
  package func yield() { if state != nil { giveUp(self) } }
}
