import Synchronization
import Threads

/// Which slot of a worker waits for events, and serves by itself what does not wait: the leader. The others are parked,
/// or wait on requests of their own for the database or another thread (Leader/Followers: Schmidt et al., "Pattern-
/// Oriented Software Architecture 2", 2000).
///
/// So no more threads are awake than there is work for, and a request that never waits costs neither a lock nor a
/// change of threads. Before a slot waits it makes another one the leader (`Turn.yield`); a leader that is at one
/// request for too long loses the lead to the worker's watch (`take`).
///
/// The state is one word: a number that grows with each change, and what the leader is doing. Whoever moves it from
/// `serving` to `changing` decides who leads next, and nobody else can. All other changes of leaders happen under the
/// lock of the worker, so that none is lost.
struct Leadership: ~Copyable {
  enum Phase: UInt64 {
    /// Every slot waits, or is at a request that takes long.
    case vacant
    /// The leader waits for events, or is between two of them.
    case waiting
    /// The leader is at a request.
    case serving
    /// The lead is given to somebody else.
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

  /// - Returns: the new state, or nil if the state is not `old` any more.
  func move(_ old: State, to phase: Phase) -> State? {
    let new = old.next(phase)
    return word.compareExchange(expected: old.word, desired: new.word, ordering: .acquiringAndReleasing).exchanged
      ? new : nil
  }
}

/// One slot's part in it. Used by the slot's thread; `state` and `promoted` are also written by who gives it the lead.
package final class Turn: @unchecked Sendable {
  /// As this slot has left the leadership; nil if it does not lead.
  var state: Leadership.State?
  /// Posted when it has been given the lead.
  let promoted = Semaphore()
  /// Posted when the watch has taken the lead from it, and its connection out of epoll.
  let relieved = Semaphore()
  /// The connection that it serves as the leader; read by the watch.
  let connection = Atomic<Int32>(-1)
  private let giveUp: @Sendable (Turn) -> Void

  init(giveUp: @escaping @Sendable (Turn) -> Void) { self.giveUp = giveUp }

  /// To be called before the slot waits for anything, or computes for long: another one takes over the connections.
  /// Costs nothing if the slot does not lead.
  package func yield() { if state != nil { giveUp(self) } }
}
