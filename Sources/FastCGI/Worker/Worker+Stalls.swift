import Synchronization
import System

/// The stall watcher: a thread that takes the lead from a slot that spends too long on one request without yielding,
/// and transfers the connections of a worker whose slots all hang.
extension Worker {
  /// Checks periodically that there is a leader and that it makes progress.
  func watchForStalls() {
    var seen = leadership.state
    var unchanged = 0
    while true {
      pause(for: checkInterval)
      if hasGroupsInFlight.load(ordering: .relaxed) {
        change { $0.overdue() }.forEach { served($0, .kept, leads: false) }
      }
      let state = leadership.state
      unchanged = state == seen ? unchanged + 1 : 0
      seen = state
      guard unchanged > 0 else { continue }
      switch state.phase {
      case .serving: relieve(state)
      case .vacant:
        if unchanged % Self.checksUntilStalled == 0 { transferAll(isFirst: unchanged == Self.checksUntilStalled) }
      case .waiting where unchanged >= Self.checksUntilIdle:
        watcherSleeps.store(true, ordering: .sequentiallyConsistent)
        // A request that has begun meanwhile may have missed the flag. Then stay awake, unless it is already posting.
        let sleeps = leadership.state == state || !watcherSleeps.exchange(false, ordering: .sequentiallyConsistent)
        if sleeps { watcherWakes.wait() }
      case .waiting, .changing: break
      }
      if shared.withLock({ $0.hasEnded }) { return }
    }
  }

  private static var checksUntilStalled: Int { 10 }
  private static var checksUntilIdle: Int { 20 }

  /// Takes the lead from a slot that has been busy with one request since the last check.
  private func relieve(_ state: Leadership.State) {
    guard let changing = leadership.move(state, to: .changing), let turn = shared.withLock({ $0.leader }) else {
      return
    }
    passOn(turn, from: changing)
    turn.relieved.post()
  }

  /// Called while every slot hangs. The watcher leads for a moment, transfers the connections that have bytes, and has
  /// nginx close the others, so that their next requests go to other workers.
  private func transferAll(isFirst: Bool) {
    let state = shared.withLock { _ in
      leadership.state.phase == .vacant ? leadership.move(leadership.state, to: .changing) : nil
    }
    guard let state else { return }
    var events = Epoll.Events(maximum: 64)
    epoll.wait(&events, timeout: .zero)
    var count = 0
    for index in 0..<events.count {
      switch events[index] {
      case retiring.descriptor: startRetiring()
      case finished, listener, connectionQueue?.receivingEnd: break
      case let connection: if transfer(connection) { count += 1 }
      }
    }
    if isFirst, connectionQueue != nil { nudgeWatched() }
    promote(from: state)
    if count > 0 { transferred(count) }
  }

  /// - Returns: whether the connection has gone to the queue.
  private func transfer(_ connection: Int32) -> Bool {
    guard case .bytes = Socket.peek(connection), connectionQueue?.send(connection) == true else { return false }
    // Epoll would go on reporting it here for as long as another worker has it open.
    epoll.remove(connection)
    Socket.close(connection)
    shared.withLock { shared in
      shared.connections.closed(connection)
      finishIfDone(&shared.connections)
    }
    return true
  }
}
