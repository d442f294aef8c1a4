import CFastCGI
import CLinux
import Glibc
import HTTP
import Synchronization

/// A worker process: slots that serve the connections of one listening socket.
///
/// A slot is a thread that blocks on purpose and handles one request at a time with its own `Services`. nginx keeps
/// connections open between requests; a plain `FCGX_Accept_r` loop would block in `read()` on an idle one and starve
/// the others. Here readiness decides: a slot enters libfcgi only for a connection that has bytes.
///
/// Only a free slot accepts, so that a new connection never waits for a slot that hangs while another worker has a free
/// one. A kept connection is bound to its worker: where all slots hang it goes to the others (`HandOver`).
package final class Worker<Services>: Sendable {
  package typealias Respond = @Sendable (Request, Services) -> Response

  private let listener: Int32
  private let clients: AllowedClients
  private let capacity: Int
  private let maximumBody: Int
  private let makeServices: @Sendable (_ slot: Int) -> Services
  private let accepted: @Sendable () -> Void
  private let refused: @Sendable (_ address: String) -> Void
  private let handOver: HandOver?
  private let handedOver: @Sendable (_ count: Int) -> Void
  private let respond: Respond
  private let epoll = Epoll()
  private let connections = Mutex(Connections())
  /// Written to when the last free slot was taken, and when the worker has finished.
  private let alarm: Int32
  /// Readable once the worker has retired and no connection is open: for `poll`.
  package let finished: Int32

  /// - Parameters:
  ///   - listener: a listening socket, set to not block; it outlives the worker and is not closed.
  ///   - clients: who may connect over TCP.
  ///   - capacity: requests that the pool handles at once, for clients that ask.
  ///   - maximumBody: bytes.
  ///   - makeServices: called once in each slot's thread, with its number, from 0.
  ///   - accepted: called with each new connection.
  ///   - refused: called with the address of each client that may not connect.
  ///   - handOver: what connections go to for which this worker has no slot; nil where there is no other worker.
  ///   - handedOver: called, in a thread of its own, when some went.
  package init(
    listener: Int32, clients: AllowedClients, capacity: Int = 1, maximumBody: Int,
    makeServices: @escaping @Sendable (_ slot: Int) -> Services,
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
    FCGX_Init()
    // libfcgi installs handlers of its own for SIGTERM, SIGUSR1 and SIGPIPE. The first two are ours: they are blocked
    // and read by the process's main thread. A write to a closed connection must be an error, not a death.
    signal(SIGPIPE, SIG_IGN)
    finished = eventfd(0, Int32(EFD_CLOEXEC))
    alarm = eventfd(0, Int32(EFD_CLOEXEC))
    precondition(finished >= 0 && alarm >= 0, "eventfd: \(String(cString: strerror(errno)))")
    epoll.add(event: finished)
    epoll.add(listener: listener)
    if let handOver { epoll.add(listener: handOver.receiving) }
  }

  /// Starts the slots; they end when the worker has retired.
  package func start(slots: Int) {
    connections.withLock { $0.slots = slots }
    if let handOver { startThread { self.watch(handOver) } }
    for slot in 0..<slots { startThread { self.serve(slot) } }
  }

  /// Takes no new connections after those that wait now, and has nginx close the kept ones; each is served until then.
  package func retire() {
    epoll.remove(listener)
    // Before it counts as retiring: without a connection it would be finished at once.
    while let connection = acceptConnection() {
      connections.withLock { connections in
        connections.becameIdle(connection)
        epoll.add(connection: connection)
      }
    }
    connections.withLock { connections in
      connections.retire()
      connections.idle.forEach(Connection.nudge)
      finishIfDone(&connections)
    }
  }

  /// How many connections are open.
  package var openConnections: Int { connections.withLock { $0.open } }

  private func serve(_ slot: Int) {
    let services = makeServices(slot)
    let exchange = Exchange(maximumBody: maximumBody)
    while true {
      let ready = epoll.wait()
      if ready == finished { return }
      if ready == listener || ready == handOver?.receiving {
        let connection = ready == listener ? acceptConnection() : takeOver()
        if let connection { serve(connection, isWatched: false, exchange, services) }
      } else if take(ready) {
        serve(ready, isWatched: true, exchange, services)
      }
    }
  }

  /// - Returns: false where the connection was handed over since epoll told of it.
  private func take(_ connection: Int32) -> Bool {
    connections.withLock { connections in
      guard connections.becameBusy(connection) else { return false }
      if connections.shouldLook() { eventfd_write(alarm, 1) }
      return true
    }
  }

  private func acceptConnection() -> Int32? {
    let connection = add { Connection.accept(listener, clients) }
    if connection != nil { accepted() }
    return connection
  }

  private func takeOver() -> Int32? { add { handOver?.receive() ?? .nothing } }

  /// Nil when there is none to take. Counting happens with accepting, so that retiring cannot miss one.
  private func add(_ next: () -> Connection.Acceptance) -> Int32? {
    while true {
      let acceptance = connections.withLock { connections in
        let acceptance = connections.isFinished ? .nothing : next()
        if case .accepted = acceptance {
          connections.accepted()
          if connections.shouldLook() { eventfd_write(alarm, 1) }
        }
        // nginx closes what it keeps for later, and that makes room.
        if acceptance == .noRoom { connections.idle.forEach(Connection.nudge) }
        return acceptance
      }
      switch acceptance {
      case .accepted(let connection): return connection
      case .refused(let address): refused(address)
      case .nothing: return nil
      case .noRoom:
        // The one that waits is reported again at once: without a pause nobody would be left to close others.
        usleep(Self.pauseWithoutRoom)
        return nil
      }
    }
  }

  /// Microseconds.
  private static var pauseWithoutRoom: UInt32 { 10_000 }

  /// - Parameter isWatched: whether epoll knows the connection already.
  private func serve(_ connection: Int32, isWatched: Bool, _ exchange: Exchange, _ services: Services) {
    var readiness = Connection.readiness(of: connection)
    while readiness == .management { readiness = manage(connection) }
    switch readiness {
    case .management, .silent:
      keep(connection, isWatched: isWatched)
    case .closed:
      close(connection)
      forgetConnection()
    case .bytes:
      let isKept = exchange.serve(connection) { respond($0, services) }
      if isKept { keep(connection, isWatched: isWatched) } else { forgetConnection() }
    }
  }

  /// Answers a record that concerns the connection alone, and looks what comes after it.
  private func manage(_ connection: Int32) -> Connection.Readiness {
    guard let record = ManagementRecord(from: connection) else { return .closed }
    let answer = record.answer(capacity: capacity)
    guard send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else { return .closed }
    return Connection.readiness(of: connection)
  }

  /// Idle first and watched then: the slot that is told of its next bytes must find it among the idle ones. In between
  /// nothing is handed over, since that takes that every slot has a busy connection, and this one has none. A system
  /// call under the lock would have the other slots wait for it.
  private func keep(_ connection: Int32, isWatched: Bool) {
    connections.withLock { connections in
      connections.becameIdle(connection)
      if connections.isRetiring { Connection.nudge(connection) }
    }
    if isWatched { epoll.rearm(connection: connection) } else { epoll.add(connection: connection) }
  }

  private func forgetConnection() {
    connections.withLock { connections in
      connections.closed()
      finishIfDone(&connections)
    }
  }

  /// A worker never finishes while a connection waits to be taken over: it may be the last one that could.
  private func finishIfDone(_ connections: inout Connections) {
    guard connections.isFinished else { return }
    if case .accepted(let connection)? = handOver?.receive() {
      connections.accepted()
      connections.becameIdle(connection)
      epoll.add(connection: connection)
      Connection.nudge(connection)
    } else {
      eventfd_write(finished, 1)
      eventfd_write(alarm, 1)
    }
  }
}

// MARK: - Slots that hang

extension Worker {
  /// Sleeps until every slot is busy; then looks every now and again, until one is free, whether they get on.
  private func watch(_ handOver: HandOver) {
    var count = eventfd_t()
    while true {
      eventfd_read(alarm, &count)
      var isNudged = false
      var look = Connections.Look.busy
      while look != .free {
        usleep(Self.pauseBetweenLooks)
        let (seen, moved) = connections.withLock { connections in
          let seen = connections.look()
          return (seen, seen == .stuck ? move(to: handOver, nudging: !isNudged, &connections) : 0)
        }
        look = seen
        isNudged = look == .stuck
        if moved > 0 { handedOver(moved) }
      }
      if connections.withLock({ $0.isFinished }) { return }
    }
  }

  /// Microseconds. Long beside a request, short beside what a person notices.
  private static var pauseBetweenLooks: UInt32 { 50_000 }

  /// Hands over what has bytes, and has nginx close the rest, so that its next request goes elsewhere.
  /// - Returns: how many connections went.
  private func move(to handOver: HandOver, nudging: Bool, _ connections: inout Connections) -> Int {
    var count = 0
    for connection in connections.idle {
      switch Connection.readiness(of: connection) {
      case .bytes, .management:
        guard handOver.send(connection) else { continue }
        // The other worker's copy would be reported here, too.
        epoll.remove(connection)
        connections.handedOver(connection)
        close(connection)
        count += 1
      case .silent: if nudging { Connection.nudge(connection) }
      case .closed: break
      }
    }
    return count
  }
}
