import CLinux
import Glibc
import HTTP
import Synchronization
import Threads

/// A worker process: slots that serve the connections of one listening socket.
///
/// A slot is a thread with `Services` of its own that handles one request at a time, and may wait in it. nginx keeps
/// connections open between requests, many more than there are slots: epoll tells which of them have bytes. One slot
/// waits for that, the leader; see `Leadership`.
///
/// Only the leader accepts, and only if it is free, so that a new connection never waits for a slot that hangs while
/// another worker has a free one. A kept connection is bound to its worker: if all slots hang it goes to the others
/// (`HandOver`).
package final class Worker<Services>: Sendable {
  package typealias Respond = @Sendable (Request, Services) -> Response

  /// What slots change together, under one lock that is never held over a system call that may wait.
  private struct Shared {
    var connections = Connections()
    /// Slots that have nothing to do; the one that was busy last leads next, since its memory is in the caches.
    var parked: [Turn] = []
    var leader: Turn?
    var hasStarted = false
    var hasEnded = false
  }

  private let listener: Int32
  private let clients: AllowedClients
  private let capacity: Int
  private let maximumBody: Int
  private let makeServices: @Sendable (_ slot: Int, _ turn: Turn) -> Services
  private let accepted: @Sendable () -> Void
  private let refused: @Sendable (_ address: String) -> Void
  private let handOver: HandOver?
  private let handedOver: @Sendable (_ count: Int) -> Void
  private let respond: Respond
  private let epoll = Epoll()
  private let leadership = Leadership()
  private let shared = Mutex(Shared())
  /// Whether the watch sleeps until there is something to do, and what wakes it.
  private let watchSleeps = Atomic<Bool>(false)
  private let watchWakes = Semaphore()
  /// Readable once the worker is to retire, and until the leader has seen to it.
  private let retiring: Int32
  /// Set by then.
  private let isRetiring = Atomic<Bool>(false)
  /// Readable once the worker has retired and no connection is open: for `poll`.
  package let finished: Int32

  /// - Parameters:
  ///   - listener: a listening socket, set to not block; it outlives the worker and is not closed.
  ///   - clients: who may connect over TCP.
  ///   - capacity: requests that the pool handles at once, for clients that ask.
  ///   - maximumBody: bytes.
  ///   - makeServices: called once in each slot's thread, with its number, from 0. Whatever waits calls `Turn.yield`
  ///     before.
  ///   - accepted: called with each new connection.
  ///   - refused: called with the address of each client that may not connect.
  ///   - handOver: what connections go to for which this worker has no slot; nil if there is no other worker.
  ///   - handedOver: called, in a thread of its own, when some went.
  package init(
    listener: Int32, clients: AllowedClients, capacity: Int = 1, maximumBody: Int,
    makeServices: @escaping @Sendable (_ slot: Int, _ turn: Turn) -> Services,
    accepted: @escaping @Sendable () -> Void = {}, refused: @escaping @Sendable (_ address: String) -> Void = { _ in },
    handOver: HandOver? = nil,
    handedOver: @escaping @Sendable (_ count: Int) -> Void = { _ in }, respond: @escaping Respond
  ) {
    self.listener = listener
    self.clients = clients
    self.capacity = capacity
    self.maximumBody = maximumBody
    self.makeServices = makeServices
    self.accepted = accepted
    self.refused = refused
    self.handOver = handOver
    self.handedOver = handedOver
    self.respond = respond
    // A write to a closed connection must be an error, not a death.
    signal(SIGPIPE, SIG_IGN)
    finished = eventfd(0, Int32(EFD_CLOEXEC))
    retiring = eventfd(0, Int32(EFD_CLOEXEC))
    precondition(finished >= 0 && retiring >= 0, "eventfd: \(String(cString: strerror(errno)))")
    epoll.add(finished)
    epoll.add(retiring)
    epoll.add(listener: listener)
    if let handOver { epoll.add(listener: handOver.receiving) }
  }

  /// Starts the slots; they end when the worker has retired.
  package func start(slots: Int) {
    shared.withLock { $0.hasStarted = true }
    startThread { self.watch() }
    for slot in 0..<slots { startThread { self.run(slot) } }
  }

  /// Takes no new connections after those that wait now, and has nginx close the kept ones; each is served until then.
  package func retire() {
    isRetiring.store(true, ordering: .sequentiallyConsistent)
    if shared.withLock({ $0.hasStarted }) { eventfd_write(retiring, 1) } else { eventfd_write(finished, 1) }
  }

  /// How many connections are open.
  package var openConnections: Int { shared.withLock { $0.connections.open } }

  private func run(_ slot: Int) {
    let turn = Turn(giveUp: giveUp)
    let services = makeServices(slot, turn)
    let exchange = Exchange(maximumBody: maximumBody, capacity: capacity, willWait: turn.yield)
    var events = [epoll_event](repeating: epoll_event(), count: 16)
    while park(turn) {
      while turn.state != nil {
        let count = epoll.wait(&events)
        for event in events[..<count] {
          switch event.data.fd {
          case finished:
            end()
            return
          case retiring: startRetiring()
          case listener: accept(isOnlyEvent: count == 1) { Connection.accept(listener, clients) }
          case handOver?.receiving: accept(isOnlyEvent: count == 1) { handOver?.receive() ?? .nothing }
          case let connection: serve(connection, turn) { exchange.serve(connection) { respond($0, services) } }
          }
          // Whoever leads now is told of the other events.
          guard turn.state != nil else { break }
        }
      }
    }
  }

  /// Serves a connection as the leader, and maybe not as the leader any more in the end.
  private func serve(_ connection: Int32, _ turn: Turn, _ exchange: () -> Exchange.Outcome) {
    begin(connection, turn)
    let outcome = exchange()
    let leads = endServing(turn)
    switch outcome {
    case .kept:
      // nginx may send its next request over it at once; it is served, and the connection nudged again.
      if isRetiring.load(ordering: .relaxed) { Connection.nudge(connection) }
      guard !leads else { return }
      shared.withLock { $0.connections.watch(connection) }
      epoll.add(connection)
    case .closed:
      if leads { epoll.remove(connection) }
      close(connection)
      shared.withLock { shared in
        shared.connections.closed(connection)
        finishIfDone(&shared.connections)
      }
    }
  }
}

// MARK: - Who leads

extension Worker {
  /// Waits until the slot leads.
  /// - Returns: false once the worker has ended.
  private func park(_ turn: Turn) -> Bool {
    let (hasEnded, leads) = shared.withLock { shared in
      if shared.hasEnded { return (true, false) }
      let state = leadership.state
      if state.phase == .vacant, let state = leadership.move(state, to: .waiting) {
        turn.state = state
        shared.leader = turn
        return (false, true)
      }
      shared.parked.append(turn)
      return (false, false)
    }
    if hasEnded { return false }
    if !leads { turn.promoted.wait() }
    return turn.state != nil
  }

  /// Gives the lead, which the caller has taken to `changing`, to a parked slot, or leaves it vacant.
  private func promote(from state: Leadership.State, unwatching connection: Int32? = nil) {
    let next = shared.withLock { shared in
      if let connection { shared.connections.unwatch(connection) }
      let next = shared.parked.popLast()
      // Nobody else moves it from `changing`.
      next?.state = leadership.move(state, to: .waiting)
      if next == nil { _ = leadership.move(state, to: .vacant) }
      shared.leader = next
      return next
    }
    next?.promoted.post()
  }

  private func begin(_ connection: Int32, _ turn: Turn) {
    turn.connection.store(connection, ordering: .relaxed)
    turn.state = turn.state.flatMap { leadership.move($0, to: .serving) }
    if watchSleeps.load(ordering: .relaxed), watchSleeps.exchange(false, ordering: .relaxed) { watchWakes.post() }
  }

  /// - Returns: whether the slot still leads. If not, its connection is not watched.
  private func endServing(_ turn: Turn) -> Bool {
    guard let state = turn.state else { return false }
    turn.state = leadership.move(state, to: .waiting)
    if turn.state == nil { turn.relieved.wait() }
    return turn.state != nil
  }

  /// What a slot does before it waits.
  @Sendable private func giveUp(_ turn: Turn) {
    guard let state = turn.state else { return }
    turn.state = nil
    guard let changing = leadership.move(state, to: .changing) else { return turn.relieved.wait() }
    let connection = turn.connection.load(ordering: .relaxed)
    epoll.remove(connection)
    promote(from: changing, unwatching: connection)
  }

  /// Lets all slots and the watch end.
  private func end() {
    let parked = shared.withLock { shared in
      shared.hasEnded = true
      defer { shared.parked = [] }
      return shared.parked
    }
    for turn in parked { turn.promoted.post() }
    watchWakes.post()
  }
}

// MARK: - New connections, and the last ones

extension Worker {
  /// Takes some of those that wait: one at a time would keep new connections waiting behind the requests of the others;
  /// all of them would keep them from workers that have less to do.
  private func accept(isOnlyEvent: Bool, _ next: () -> Connection.Acceptance) {
    for _ in 0..<Self.acceptedAtOnce {
      switch next() {
      case .accepted(let connection):
        // Counted before epoll tells of it, so that retiring cannot miss one.
        shared.withLock { $0.connections.opened(connection) }
        epoll.add(connection)
        accepted()
      case .refused(let address): refused(address)
      case .nothing: return
      case .noRoom:
        // nginx closes what it keeps for later, and that makes room.
        nudgeWatched()
        // The one that waits is reported again at once.
        if isOnlyEvent { usleep(Self.pauseWithoutRoom) }
        return
      }
    }
  }

  private static var acceptedAtOnce: Int { 8 }

  /// Microseconds.
  private static var pauseWithoutRoom: UInt32 { 10_000 }

  /// Only while the caller leads: no answer is just being written over one of them.
  private func nudgeWatched() { shared.withLock { $0.connections.watched }.forEach(Connection.nudge) }

  /// Takes the connections that wait now, and no more.
  private func startRetiring() {
    epoll.remove(retiring)
    epoll.remove(listener)
    while case .accepted(let connection) = Connection.accept(listener, clients) {
      accepted()
      shared.withLock { $0.connections.opened(connection) }
      epoll.add(connection)
    }
    nudgeWatched()
    shared.withLock { shared in
      shared.connections.retire()
      finishIfDone(&shared.connections)
    }
  }

  /// A worker never finishes while a connection waits to be taken over: it may be the last one that could.
  private func finishIfDone(_ connections: inout Connections) {
    guard connections.isFinished else { return }
    if case .accepted(let connection)? = handOver?.receive() {
      connections.opened(connection)
      epoll.add(connection)
      Connection.nudge(connection)
    } else {
      eventfd_write(finished, 1)
    }
  }
}

// MARK: - Slots that hang

extension Worker {
  /// Looks every now and again whether the leader gets on, and whether there is one.
  private func watch() {
    var seen = leadership.state
    var looks = 0
    while true {
      usleep(Self.pauseBetweenLooks)
      let state = leadership.state
      looks = state == seen ? looks + 1 : 0
      seen = state
      guard looks > 0 else { continue }
      switch state.phase {
      case .serving: relieve(state)
      case .vacant: if looks % Self.looksUntilStuck == 0 { handOverAll(isFirst: looks == Self.looksUntilStuck) }
      case .waiting where looks >= Self.looksUntilQuiet:
        watchSleeps.store(true, ordering: .sequentiallyConsistent)
        // A request that began meanwhile may not have seen it: then this looks on, unless it is being woken.
        let stays = leadership.state == state || !watchSleeps.exchange(false, ordering: .sequentiallyConsistent)
        if stays { watchWakes.wait() }
      case .waiting, .changing: break
      }
      if shared.withLock({ $0.hasEnded }) { return }
    }
  }

  /// Microseconds. Long beside a request, short beside what a person notices.
  private static var pauseBetweenLooks: UInt32 { 5_000 }
  private static var looksUntilStuck: Int { 10 }
  private static var looksUntilQuiet: Int { 20 }

  /// Takes the lead from a slot that has been at one request since the last look.
  private func relieve(_ state: Leadership.State) {
    guard let changing = leadership.move(state, to: .changing), let turn = shared.withLock({ $0.leader }) else {
      return
    }
    let connection = turn.connection.load(ordering: .relaxed)
    epoll.remove(connection)
    promote(from: changing, unwatching: connection)
    turn.relieved.post()
  }

  /// Every slot hangs: the watch leads for a moment, hands over what has bytes, and has nginx close the rest, so that
  /// its next request goes elsewhere.
  private func handOverAll(isFirst: Bool) {
    let state = shared.withLock { _ in
      leadership.state.phase == .vacant ? leadership.move(leadership.state, to: .changing) : nil
    }
    guard let state else { return }
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    var count = 0
    for event in events[..<epoll.wait(&events, timeout: 0)] {
      switch event.data.fd {
      case retiring: startRetiring()
      case finished, listener, handOver?.receiving: break
      case let connection: if move(connection) { count += 1 }
      }
    }
    if isFirst, handOver != nil { nudgeWatched() }
    promote(from: state)
    if count > 0 { handedOver(count) }
  }

  /// - Returns: whether the connection went to another worker.
  private func move(_ connection: Int32) -> Bool {
    guard Connection.hasBytes(connection), handOver?.send(connection) == true else { return false }
    // The other worker's copy would be reported here, too.
    epoll.remove(connection)
    close(connection)
    shared.withLock { shared in
      shared.connections.closed(connection)
      finishIfDone(&shared.connections)
    }
    return true
  }
}
