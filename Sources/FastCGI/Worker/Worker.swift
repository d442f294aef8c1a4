import HTTP
import Synchronization
import System

/// A worker process: slots that serve the connections of one listening socket.
///
/// A slot is a thread with a `Context` of its own that handles one request at a time and may block in it, so no handler
/// needs `async` or locks. nginx keeps connections open between requests, many more than there are slots, and epoll
/// tells which of them have bytes: an idle connection occupies no slot. One slot, the leader, waits in epoll; see
/// `Leadership`.
///
/// Only the leader accepts, so that a new connection never waits behind a hung slot while another worker has a free
/// one. A kept connection belongs to its worker; if all slots of the worker hang, it is transferred to the others
/// through the `ConnectionQueue`.
package final class Worker<Context>: Sendable {
  /// Answers the requests of one group, or a single request, in order.
  package typealias Respond = @Sendable ([Request], Context) -> [Response]

  /// State that slots share under one lock. No system call that may block is made while it is held.
  struct Shared {
    var connections = Connections()
    var groups = GroupsInFlight()
    /// Idle slots. The one that was busy last leads next, because its memory is in the caches.
    var parked: [Turn] = []
    var leader: Turn?
    var hasStarted = false
    var hasEnded = false
  }

  let listener: Int32
  let clients: AllowedClients
  let capacity: Int
  let maximumBody: Int
  private let makeContext: @Sendable (_ slot: Int, _ turn: Turn) -> Context
  let accepted: @Sendable () -> Void
  let refused: @Sendable (_ address: String) -> Void
  let connectionQueue: ConnectionQueue?
  let transferred: @Sendable (_ count: Int) -> Void
  let group: @Sendable (Request) -> Int?
  let lease: @Sendable (_ group: Int) -> Lease?
  let respond: Respond
  let epoll = Epoll()
  let leadership = Leadership()
  let delayed: DelayedAnswers
  let checkInterval: Duration
  /// Whether there are `Shared.groups`, for the leader to see without the lock.
  let hasGroupsInFlight = Atomic<Bool>(false)
  let shared = Mutex(Shared())
  /// Whether the stall watcher sleeps because the worker is idle, and what wakes it.
  let watcherSleeps = Atomic<Bool>(false)
  let watcherWakes = Semaphore()
  /// Raised to make the leader start retiring.
  let retiring = EventFlag()
  /// Set before `retiring` is raised.
  private let isRetiring = Atomic<Bool>(false)
  /// Raised once the worker has retired and no connection is open.
  let hasFinished = EventFlag()

  /// - Parameters:
  ///   - listener: a non-blocking listening socket; it outlives the worker and is not closed (see `retire`).
  ///   - clients: the clients that may connect over TCP.
  ///   - capacity: requests that the pool handles at once, for clients that ask.
  ///   - maximumBody: bytes.
  ///   - delay: of delayed answers. A person hardly notices the default, and a client that asks again as soon as it is
  ///     answered becomes a hundred times slower.
  ///   - maximumDelayed: answers that may wait to be sent. A worker must keep descriptors for other connections.
  ///   - checkInterval: of the stall watcher. The default is much longer than a request takes, and much shorter than a
  ///     person notices.
  ///   - makeContext: called once in each slot's thread, with the slot's number, from 0. The context's code must call
  ///     `Turn.yield` before it blocks.
  ///   - accepted: called for each new connection.
  ///   - refused: called with the address of each client that may not connect.
  ///   - connectionQueue: queue for connections that this worker has no free slot for; nil if it is the only worker.
  ///   - transferred: called on the stall watcher's thread after connections have gone to the queue.
  ///   - group: the group of a request; nil if it is served alone. Requests of one group that have arrived when one of
  ///     them is served, or while others are, are passed to `respond` together.
  ///   - lease: what the slot takes before it answers a group, and shares with other workers: the group grows while
  ///     the slot waits for it. Nil for a group that waits for nobody.
  package init(
    listener: Int32, clients: AllowedClients, capacity: Int = 1, maximumBody: Int, delay: Duration = .milliseconds(250),
    maximumDelayed: Int = 256, checkInterval: Duration = .milliseconds(5),
    makeContext: @escaping @Sendable (_ slot: Int, _ turn: Turn) -> Context,
    accepted: @escaping @Sendable () -> Void = {}, refused: @escaping @Sendable (_ address: String) -> Void = { _ in },
    connectionQueue: ConnectionQueue? = nil,
    transferred: @escaping @Sendable (_ count: Int) -> Void = { _ in },
    group: @escaping @Sendable (Request) -> Int? = { _ in nil },
    lease: @escaping @Sendable (_ group: Int) -> Lease? = { _ in nil }, respond: @escaping Respond
  ) {
    self.listener = listener
    self.clients = clients
    self.capacity = capacity
    self.maximumBody = maximumBody
    delayed = DelayedAnswers(delay: delay, maximum: maximumDelayed)
    self.checkInterval = checkInterval
    self.makeContext = makeContext
    self.accepted = accepted
    self.refused = refused
    self.connectionQueue = connectionQueue
    self.transferred = transferred
    self.group = group
    self.lease = lease
    self.respond = respond
    // A write to a closed connection must fail, not kill the process.
    ThisProcess.ignoreBrokenPipes()
    epoll.add(finished)
    epoll.add(retiring.descriptor)
    epoll.add(listener: listener)
    if let connectionQueue { epoll.add(listener: connectionQueue.receivingEnd) }
  }

  /// Starts the threads: the slots, the stall watcher, and one for delayed answers. They end once the worker has
  /// retired.
  package func start(slots: Int) {
    shared.withLock { $0.hasStarted = true }
    startThread { self.watchForStalls() }
    startThread { self.sendDelayedAnswers() }
    for slot in 0..<slots { startThread { self.run(slot) } }
  }

  /// Accepts the connections that wait now but no later ones, has nginx close the kept ones, and serves each until it
  /// is closed.
  /// - Parameter releasesListener: whether this process lets go of the listening socket, for good.
  package func retire(releasingListener releasesListener: Bool = false) {
    guard !isRetiring.exchange(true, ordering: .sequentiallyConsistent) else { return }
    let hasStarted = shared.withLock { $0.hasStarted }
    // Here, not by the leader: every slot may be busy for long, and epoll must let go of the socket first.
    epoll.remove(listener)
    if hasStarted { acceptWaiting() }
    if releasesListener { Descriptors.release(listener) }
    if hasStarted { retiring.raise() } else { hasFinished.raise() }
  }

  /// Readable once the worker has retired and no connection is open.
  package var finished: Int32 { hasFinished.descriptor }

  var hasRetired: Bool { isRetiring.load(ordering: .relaxed) }

  package var openConnections: Int { shared.withLock { $0.connections.open } }

  private func run(_ slot: Int) {
    let turn = Turn(giveUp: giveUp)
    let service = Service(self, makeContext(slot, turn), turn)
    var events = Epoll.Events(maximum: 16)
    // The last one is served first.
    var waiting: [Int32] = []
    while park(turn) {
      while turn.state != nil {
        epoll.wait(&events)
        waiting.removeAll(keepingCapacity: true)
        for index in (0..<events.count).reversed() { waiting.append(events[index]) }
        let isOnlyEvent = events.count == 1
        while let descriptor = waiting.popLast() {
          switch descriptor {
          case finished:
            end()
            return
          case retiring.descriptor: startRetiring()
          case listener: accept(isOnlyEvent: isOnlyEvent) { NginxConnection.accept(listener, clients) }
          case connectionQueue?.receivingEnd: accept(isOnlyEvent: isOnlyEvent) { takeTransferred() }
          case let connection: service.serve(connection, among: &waiting)
          }
          // Epoll reports the other events to the new leader.
          guard turn.state != nil else { break }
        }
      }
    }
  }

  /// Whether epoll reports this descriptor for something other than a request.
  func isEvent(_ descriptor: Int32) -> Bool {
    [finished, retiring.descriptor, listener, connectionQueue?.receivingEnd].contains(descriptor)
  }
}
