import CFastCGI
import CLinux
import Glibc
import HTTP
import Synchronization

/// A worker process: slots that serve the connections of one listening socket.
///
/// A slot is a thread that blocks on purpose and handles one request at a time with its own `Services`. nginx keeps
/// connections open between requests; a plain `FCGX_Accept_r` loop would block in `read()` on an idle one and starve the
/// others. Here readiness decides: a slot enters libfcgi only for a connection that has bytes.
package final class Worker<Services>: Sendable {
  package typealias Respond = @Sendable (Request, Services) -> Response

  private let listener: Int32
  private let maximumBody: Int
  private let makeServices: @Sendable (_ slot: Int) -> Services
  private let accepted: @Sendable () -> Void
  private let respond: Respond
  private let epoll = Epoll()
  private let connections = Mutex(Connections())
  /// Readable once the worker has retired and no connection is open: for `poll`.
  package let finished: Int32

  /// - Parameters:
  ///   - listener: a listening socket, set to not block; it outlives the worker and is not closed.
  ///   - maximumBody: bytes.
  ///   - makeServices: called once in each slot's thread, with its number, from 0.
  ///   - accepted: called with each new connection.
  package init(
    listener: Int32, maximumBody: Int, makeServices: @escaping @Sendable (_ slot: Int) -> Services,
    accepted: @escaping @Sendable () -> Void = {}, respond: @escaping Respond
  ) {
    self.listener = listener
    self.maximumBody = maximumBody
    self.makeServices = makeServices
    self.accepted = accepted
    self.respond = respond
    FCGX_Init()
    // libfcgi installs handlers of its own for SIGTERM, SIGUSR1 and SIGPIPE. The first two are ours: they are blocked
    // and read by the process's main thread. A write to a closed connection must be an error, not a death.
    signal(SIGPIPE, SIG_IGN)
    finished = eventfd(0, Int32(EFD_CLOEXEC))
    precondition(finished >= 0, "eventfd: \(String(cString: strerror(errno)))")
    epoll.add(event: finished)
    epoll.add(listener: listener)
  }

  /// Starts the slots; they end when the worker has retired.
  package func start(slots: Int) {
    for slot in 0..<slots { startThread { self.serve(slot) } }
  }

  /// Takes no new connections after those that wait now, and has nginx close the kept ones; each is served until then.
  package func retire() {
    epoll.remove(listener)
    connections.withLock { $0.retire() }
    while let connection = acceptConnection() {
      connections.withLock { $0.becameIdle(connection) }
      epoll.add(connection: connection)
    }
    connections.withLock { connections in
      connections.idle.forEach(Connection.nudge)
      if connections.isFinished { announceFinished() }
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
      if ready == listener {
        guard let connection = acceptConnection() else { continue }
        serve(connection, isWatched: false, exchange, services)
      } else {
        connections.withLock { $0.becameBusy(ready) }
        serve(ready, isWatched: true, exchange, services)
      }
    }
  }

  /// Nil when there is none to take. Counting happens with accepting, so that retiring cannot miss one.
  private func acceptConnection() -> Int32? {
    let acceptance = connections.withLock { connections in
      let acceptance = connections.isFinished ? .nothing : Connection.accept(listener)
      if case .accepted = acceptance { connections.accepted() }
      // nginx closes what it keeps for later, and that makes room.
      if acceptance == .noRoom { connections.idle.forEach(Connection.nudge) }
      return acceptance
    }
    switch acceptance {
    case .accepted(let connection):
      accepted()
      return connection
    case .nothing: return nil
    case .noRoom:
      // The one that waits is reported again at once: without a pause nobody would be left to close others.
      usleep(Self.pauseWithoutRoom)
      return nil
    }
  }

  /// Microseconds.
  private static var pauseWithoutRoom: UInt32 { 10_000 }

  /// - Parameter isWatched: whether epoll knows the connection already.
  private func serve(_ connection: Int32, isWatched: Bool, _ exchange: Exchange, _ services: Services) {
    switch Connection.readiness(of: connection) {
    case .silent:
      keep(connection, isWatched: isWatched)
    case .closed:
      close(connection)
      forgetConnection()
    case .bytes:
      let isKept = exchange.serve(connection) { respond($0, services) }
      if isKept { keep(connection, isWatched: isWatched) } else { forgetConnection() }
    }
  }

  /// Idle first and watched then: the slot that is told of its next bytes must find it among the idle ones.
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
      if connections.isFinished { announceFinished() }
    }
  }

  private func announceFinished() { eventfd_write(finished, 1) }
}
