import HTTP
import Synchronization
import System

/// How a slot serves connections. Used by the slot's thread.
///
/// If several waiting requests can be served together, the slot answers them as a group (`Worker.Respond`): one
/// database statement does the work of all, and the more requests wait, the less each of them costs. A request waits
/// for others only while a group of its kind is being answered (`GroupsInFlight`).
final class Service<Context> {
  private let worker: Worker<Context>
  private let context: Context
  private let turn: Turn
  private let exchange: Exchange
  /// Created when first needed; the first `group.count` are in use.
  private var companions: [Companion] = []

  init(_ worker: Worker<Context>, _ context: Context, _ turn: Turn) {
    self.worker = worker
    self.context = context
    self.turn = turn
    exchange = Exchange(maximumBody: worker.maximumBody, capacity: worker.capacity, willWait: turn.yield)
  }

  /// Requests in a group. Larger groups save little more, and each request waits for its whole group.
  private static var largestGroup: Int { 8 }

  /// Serves a connection as the leader; the slot may lose the lead meanwhile.
  /// - Parameter waiting: other descriptors that epoll has reported. Those served together with `connection` are
  ///   removed.
  func serve(_ connection: Int32, among waiting: inout [Int32]) {
    if worker.hasGroupsInFlight.load(ordering: .relaxed), leave(connection) { return }
    worker.begin(connection, turn)
    var outcomes: [(connection: Int32, outcome: Exchange.Outcome)] = []
    let outcome = exchange.serve(connection) { request in
      turn.group = worker.group(request)
      var group = Array(gather(among: &waiting))
      let responses = inTurn(turn.group, &group, room: Self.largestGroup - 1) { group in
        worker.respond([request] + group.map(\.request), context)
      }
      for (companion, response) in zip(group, responses.dropFirst()) {
        let outcome = companion.answer(response, exchange.writer, willWait: turn.yield)
        outcomes.append((companion.connection, outcome))
      }
      return responses[0]
    }
    outcomes.append((connection, outcome))
    let leads = worker.endServing(turn)
    for (connection, outcome) in outcomes { worker.served(connection, outcome, leads: leads) }
    if !leads, let key = turn.group { answerWaiting(key) }
  }

  /// Leaves a request to the slot that answers a group of its kind.
  /// - Returns: false if there is no such slot.
  private func leave(_ connection: Int32) -> Bool {
    let companion = companion(0)
    guard companion.peek(at: connection), let key = worker.group(companion.request) else { return false }
    return worker.leave(connection, to: key)
  }

  /// Answers the requests that have arrived since the slot gave up the lead.
  private func answerWaiting(_ key: Int) {
    while true {
      let connections = worker.change { $0.next(key, by: turn, maximum: Self.largestGroup) }
      if connections.isEmpty { return }
      var group: [Companion] = []
      take(connections, to: &group)
      if group.isEmpty { continue }
      let responses = inTurn(key, &group, room: Self.largestGroup) { group in
        worker.respond(group.map(\.request), context)
      }
      for (companion, response) in zip(group, responses) {
        let outcome = companion.answer(response, exchange.writer, willWait: turn.yield)
        worker.served(companion.connection, outcome, leads: false)
      }
    }
  }

  /// Takes the requests of connections that were left to this slot.
  private func take(_ connections: ArraySlice<Int32>, to group: inout [Companion]) {
    for connection in connections {
      let companion = companion(group.count)
      // It was of this kind when it was left.
      if companion.peek(at: connection) {
        companion.take()
        group.append(companion)
      } else {
        // The leader finds out what has become of it.
        worker.served(connection, .kept, leads: false)
      }
    }
  }

  /// Answers a group when it is its turn among those of other workers, together with the requests that have arrived
  /// meanwhile.
  /// - Parameter room: how many the group may have.
  private func inTurn(
    _ key: Int?, _ group: inout [Companion], room: Int, _ respond: ([Companion]) -> [Response]
  ) -> [Response] {
    guard let key, let lease = worker.lease(key) else { return respond(group) }
    let hold = lease.take(willWait: turn.yield)
    defer { if let hold { lease.giveBack(hold) } }
    if turn.state == nil {
      let left = room - group.count
      take(worker.change { $0.join(key, by: turn, maximum: left) }, to: &group)
    }
    return respond(group)
  }

  private func companion(_ number: Int) -> Companion {
    if number == companions.count {
      companions.append(Companion(maximumBody: worker.maximumBody, capacity: worker.capacity))
    }
    return companions[number]
  }

  /// Collects the waiting requests that can be served together with that of `turn.group`, and consumes them.
  private func gather(among waiting: inout [Int32]) -> ArraySlice<Companion> {
    guard !waiting.isEmpty, let key = turn.group else { return [] }
    var count = 0
    for descriptor in waiting.reversed() where count + 1 < Self.largestGroup && !worker.isEvent(descriptor) {
      let companion = companion(count)
      if companion.peek(at: descriptor), worker.group(companion.request) == key { count += 1 }
    }
    let group = companions[..<count]
    guard count > 0, worker.join(group.map(\.connection), turn) else { return [] }
    waiting.removeAll { descriptor in group.contains { $0.connection == descriptor } }
    for companion in group { companion.take() }
    return group
  }
}

extension Worker {
  /// Adds connections to the one that a slot serves as the leader.
  /// - Returns: false if the slot no longer leads.
  fileprivate func join(_ connections: [Int32], _ turn: Turn) -> Bool {
    shared.withLock { _ in
      // The stall watcher first takes the lead and then reads the companions, under this lock.
      guard leadership.state == turn.state else { return false }
      turn.companions += connections
      return true
    }
  }

  /// Leaves a connection, whose request has arrived, to the slot that answers the group in flight.
  /// - Returns: false if there is none.
  fileprivate func leave(_ connection: Int32, to key: Int) -> Bool {
    // Out of epoll first: the slot puts it back as soon as it has answered.
    epoll.remove(connection)
    let isLeft = shared.withLock { shared in
      guard shared.groups.wait(connection, for: key) else { return false }
      shared.connections.unwatch(connection)
      return true
    }
    if !isLeft { epoll.add(connection) }
    return isLeft
  }

  /// Called after the requests that have arrived over a connection have been answered.
  func served(_ connection: Int32, _ outcome: Exchange.Outcome, leads: Bool) {
    switch outcome {
    case .kept:
      // If nginx sends another request over it first, that request is served and the connection is nudged again.
      if hasRetired { NginxConnection.nudge(connection) }
      guard !leads else { return }
      shared.withLock { $0.connections.watch(connection) }
      epoll.add(connection)
    case .closed:
      if leads { epoll.remove(connection) }
      Socket.close(connection)
      shared.withLock { shared in
        shared.connections.closed(connection)
        finishIfDone(&shared.connections)
      }
    case .delayed(let answer):
      if leads {
        epoll.remove(connection)
        shared.withLock { $0.connections.unwatch(connection) }
      }
      if !delayed.add(answer) { served(connection, answer.send(), leads: false) }
    }
  }

  func sendDelayedAnswers() {
    while let answer = delayed.next() { served(answer.connection, answer.send(), leads: false) }
  }
}
