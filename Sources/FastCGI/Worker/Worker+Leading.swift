import Synchronization
import System

/// Which slot leads; see `Leadership` for the states.
extension Worker {
  /// Waits until the slot leads.
  /// - Returns: false once the worker has ended.
  func park(_ turn: Turn) -> Bool {
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

  /// Gives the lead to a parked slot, or leaves it vacant if none is parked.
  /// - Parameter state: a `changing` state that the caller has set.
  func promote(from state: Leadership.State, unwatching connections: [Int32] = []) {
    let next = shared.withLock { shared in
      connections.forEach { shared.connections.unwatch($0) }
      let next = shared.parked.popLast()
      // Only the thread that set `changing` advances the state.
      next?.state = leadership.move(state, to: .waiting)
      if next == nil { _ = leadership.move(state, to: .vacant) }
      shared.leader = next
      return next
    }
    next?.promoted.post()
  }

  /// Passes the lead on from a slot that goes on serving its connections.
  /// - Parameter state: a `changing` state that the caller has set.
  func passOn(_ turn: Turn, from state: Leadership.State) {
    let connections = [turn.connection.load(ordering: .relaxed)] + shared.withLock { _ in turn.companions }
    connections.forEach(epoll.remove)
    promote(from: state, unwatching: connections)
  }

  func begin(_ connection: Int32, _ turn: Turn) {
    turn.companions = []
    turn.connection.store(connection, ordering: .relaxed)
    turn.state = turn.state.flatMap { leadership.move($0, to: .serving) }
    if watcherSleeps.load(ordering: .relaxed), watcherSleeps.exchange(false, ordering: .relaxed) { watcherWakes.post() }
  }

  /// - Returns: whether the slot still leads. If not, epoll does not watch its connections.
  func endServing(_ turn: Turn) -> Bool {
    guard let state = turn.state else { return false }
    turn.state = leadership.move(state, to: .waiting)
    if turn.state == nil { turn.relieved.wait() }
    return turn.state != nil
  }

  /// Gives up the lead before the slot blocks.
  @Sendable func giveUp(_ turn: Turn) {
    guard let state = turn.state else { return }
    turn.state = nil
    guard let changing = leadership.move(state, to: .changing) else { return turn.relieved.wait() }
    if let group = turn.group { change { $0.began(group, by: turn) } }
    passOn(turn, from: changing)
  }

  /// Changes the groups that slots answer without the lead.
  func change<Result: Sendable>(_ work: (inout GroupsInFlight) -> Result) -> Result {
    shared.withLock { shared in
      defer { hasGroupsInFlight.store(!shared.groups.isEmpty, ordering: .relaxed) }
      return work(&shared.groups)
    }
  }

  /// Ends all threads.
  func end() {
    let parked = shared.withLock { shared in
      shared.hasEnded = true
      defer { shared.parked = [] }
      return shared.parked
    }
    for turn in parked { turn.promoted.post() }
    watcherWakes.post()
    delayed.end()
  }
}
