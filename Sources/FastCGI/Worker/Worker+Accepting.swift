import Synchronization
import System

/// Accepting connections, and retiring.
///
/// Only nginx closes kept connections. If the worker closed one, however it did so, a POST that nginx had just sent
/// over it was lost (1 to 48 of about 150,000). With the nudge none was lost in 1.2 million POSTs over 182 restarts.
/// The order matters: once the successor is ready, the worker stops watching the socket, accepts what still waits,
/// nudges the idle connections, and nudges each of the others after its next answer.
extension Worker {
  /// Accepts some of the waiting connections. Taking one at a time would let new connections wait behind requests;
  /// taking all would keep them from workers that are less busy.
  func accept(isOnlyEvent: Bool, _ next: () -> NginxConnection.Acceptance) {
    for _ in 0..<Self.acceptedAtOnce {
      switch next() {
      case .accepted(let connection):
        // Counted before epoll can report it, so that retiring cannot miss one.
        shared.withLock { $0.connections.opened(connection) }
        epoll.add(connection)
        accepted()
      case .refused(let address): refused(address)
      case .nothing: return
      case .noDescriptors:
        // nginx closes the idle connections, which frees descriptors.
        nudgeWatched()
        // Epoll reports the waiting connection again at once.
        if isOnlyEvent { pause(for: Self.patience) }
        return
      }
    }
  }

  private static var acceptedAtOnce: Int { 8 }

  /// How long to wait for a free descriptor.
  private static var patience: Duration { .milliseconds(10) }

  /// The next connection from the queue, in the form in which the listening socket would deliver it.
  func takeTransferred() -> NginxConnection.Acceptance {
    switch connectionQueue?.receive() {
    case .connection(let connection): .accepted(connection)
    case .noDescriptors: .noDescriptors
    case .empty, nil: .nothing
    }
  }

  /// Only the leader may call this: no answer is then being written to any of these connections.
  func nudgeWatched() { shared.withLock { $0.connections.watched }.forEach(NginxConnection.nudge) }

  /// Accepts the connections that wait now, and no more.
  func acceptWaiting() {
    while case .accepted(let connection) = NginxConnection.accept(listener, clients) {
      accepted()
      shared.withLock { $0.connections.opened(connection) }
      epoll.add(connection)
    }
  }

  func startRetiring() {
    epoll.remove(retiring.descriptor)
    nudgeWatched()
    shared.withLock { shared in
      shared.connections.retire()
      finishIfDone(&shared.connections)
    }
  }

  /// Finishes if no connection is open and none waits in the queue: this may be the last worker that can take it.
  func finishIfDone(_ connections: inout Connections) {
    guard connections.isFinished else { return }
    if case .accepted(let connection) = takeTransferred() {
      connections.opened(connection)
      epoll.add(connection)
      NginxConnection.nudge(connection)
    } else {
      hasFinished.raise()
    }
  }
}
