import HTTP
import Synchronization
import System

/// How a slot serves connections. Used by the slot's thread.
///
/// If several waiting requests can be served together, the slot answers them as a group (`Worker.Respond`): one
/// database statement does the work of all, and the more requests wait, the less each of them costs. No request ever
/// waits for others to arrive.
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
    worker.begin(connection, turn)
    var outcomes: [(connection: Int32, outcome: Exchange.Outcome)] = []
    let outcome = exchange.serve(connection) { request in
      let group = gather(request, among: &waiting)
      let responses = worker.respond([request] + group.map(\.request), context)
      for (companion, response) in zip(group, responses.dropFirst()) {
        let outcome = companion.answer(response, exchange.writer, willWait: turn.yield)
        outcomes.append((companion.connection, outcome))
      }
      return responses[0]
    }
    outcomes.append((connection, outcome))
    let leads = worker.endServing(turn)
    for (connection, outcome) in outcomes { worker.served(connection, outcome, leads: leads) }
  }

  /// Collects the waiting requests that can be served together with `request`, and consumes them.
  private func gather(_ request: Request, among waiting: inout [Int32]) -> ArraySlice<Companion> {
    guard !waiting.isEmpty, let key = worker.group(request) else { return [] }
    var count = 0
    for descriptor in waiting.reversed() where count + 1 < Self.largestGroup && !worker.isEvent(descriptor) {
      if count == companions.count {
        companions.append(Companion(maximumBody: worker.maximumBody, capacity: worker.capacity))
      }
      let companion = companions[count]
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

  /// Called after the requests that have arrived over a connection have been answered.
  fileprivate func served(_ connection: Int32, _ outcome: Exchange.Outcome, leads: Bool) {
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
