import System

/// The row of one worker. The master writes which process it is, and the slots write what they are doing.
package struct WorkerRow: Sendable {
  package enum State: UInt64, Sendable {
    case free, starting, ready, retiring
    /// It lacks something that it needs to serve.
    case unable

    package var name: String { "\(self)" }
  }

  let board: Scoreboard
  private let index: Int
  private let offset: Int

  init(_ board: Scoreboard, _ index: Int) {
    precondition(index >= 0 && index < board.layout.rows)
    self.board = board
    self.index = index
    offset = board.layout.rowsOffset + index * board.layout.rowSize
  }

  package subscript(slot: Int) -> SlotCell? {
    guard slot < board.layout.slots else { return nil }
    return SlotCell(board, offset: offset + board.layout.slotsOffset + slot * ScoreboardLayout.slotFields * 8)
  }

  /// The cells of the configured slots, up to the number that the scoreboard has room for.
  package var cells: [SlotCell] { (0..<min(board.pool.slots, board.layout.slots)).compactMap { self[$0] } }

  // MARK: - By the master

  /// Assigns the row to a worker; its counts stay.
  /// - Parameter time: of the monotonic clock.
  package func occupy(process: Int32, at time: Duration) {
    self[.process] = UInt64(process)
    self[.startedAt] = time.ticks
    beat(at: time)
    self[.databaseConnections] = 0
    for slot in 0..<board.layout.slots { self[slot]?.clear() }
    state = .starting
  }

  package func leave() {
    state = .free
    self[.process] = 0
  }

  package var state: State {
    get { State(rawValue: self[.state]) ?? .free }
    nonmutating set { self[.state] = newValue.rawValue }
  }

  package var process: Int32 { Int32(truncatingIfNeeded: self[.process]) }
  /// On the monotonic clock.
  package var startedAt: Duration { Duration(ticks: self[.startedAt]) }

  // MARK: - By the worker

  /// Counts a finished request.
  /// - Parameter route: the position of its route; nil for none.
  package func count(
    route: Int?, status: Int, total: Duration, database: Duration, scoring: Duration, bytes: Int
  ) {
    let figures = figuresOffset(route ?? board.layout.routes - 1)
    board.add(1, at: figures + RouteFigures.position(ofStatus: status) * 8)
    board.add(1, at: figures + (RouteFigures.bucketsOffset + RouteFigures.bucket(of: total)) * 8)
    for (index, sum) in [total.ticks, database.ticks, scoring.ticks, UInt64(bytes)].enumerated() where sum > 0 {
      board.add(sum, at: figures + (RouteFigures.sumsOffset + index) * 8)
    }
  }

  /// Writes a heartbeat.
  /// - Parameter time: of the monotonic clock.
  package func beat(at time: Duration) { self[.heartbeat] = time.ticks }
  package var heartbeat: Duration { Duration(ticks: self[.heartbeat]) }

  package func countAccepted() { add(1, to: .accepted) }
  package var accepted: UInt64 { self[.accepted] }

  /// Counts an error response.
  /// - Parameter kind: the position of its error code; not counted if there is no room for it.
  package func countError(_ kind: Int) {
    if kind < ScoreboardLayout.errors { board.add(1, at: offset + board.layout.errorsOffset + kind * 8) }
  }

  /// Counts a failure of the database.
  /// - Parameter kind: the position of its kind; not counted if there is no room for it.
  package func countDatabaseFailure(_ kind: Int) {
    if kind < ScoreboardLayout.databaseFailures {
      board.add(1, at: offset + board.layout.databaseFailuresOffset + kind * 8)
    }
  }

  /// Tells the whole pool that a save failed because the database is full.
  /// - Parameters:
  ///   - time: since 1970.
  ///   - route: the index of the route that tried to save.
  package func foundDatabaseFull(at time: Duration, by route: Int?) {
    board[.databaseFullRoute] = Self.number(of: route)
    board[.databaseFullAt] = time.ticks
  }

  /// Tells the whole pool that `route` has saved something. That does not clear what another route has reported, since
  /// a single interaction fits where a batch does not.
  package func foundRoom(by route: Int?) {
    guard board[.databaseFullAt] != 0, board[.databaseFullRoute] == Self.number(of: route) else { return }
    board[.databaseFullAt] = 0
  }

  private static func number(of route: Int?) -> UInt64 { route.map { UInt64($0) + 1 } ?? 0 }

  /// Counts a connection to the database that a slot has opened or closed.
  package func countDatabaseConnection(isOpen: Bool) { add(isOpen ? 1 : .max, to: .databaseConnections) }

  /// Puts the saves of this worker and its neighbour in order. With more workers, each would wait too long.
  package var lease: Lease {
    let even = board.layout.rowsOffset + (index & ~1) * board.layout.rowSize
    return board.lease(at: even + ScoreboardLayout.RowField.lease.rawValue * 8)
  }

  // MARK: - By readers

  package func errors(_ kind: Int) -> UInt64 {
    kind < ScoreboardLayout.errors ? board.load(offset + board.layout.errorsOffset + kind * 8) : 0
  }

  package func databaseFailures(_ kind: Int) -> UInt64 {
    kind < ScoreboardLayout.databaseFailures ? board.load(offset + board.layout.databaseFailuresOffset + kind * 8) : 0
  }

  package var databaseConnections: Int { Int(clamping: Int64(bitPattern: self[.databaseConnections])) }

  /// - Parameter route: its position.
  package func figures(of route: Int) -> RouteFigures {
    let offset = figuresOffset(route)
    return RouteFigures(numbers: (0..<RouteFigures.count).map { board.load(offset + $0 * 8) })
  }

  private func figuresOffset(_ route: Int) -> Int {
    offset + board.layout.countersOffset + route * RouteFigures.count * 8
  }

  private subscript(field: ScoreboardLayout.RowField) -> UInt64 {
    get { board.load(offset + field.rawValue * 8) }
    nonmutating set { board.store(newValue, at: offset + field.rawValue * 8) }
  }

  private func add(_ count: UInt64, to field: ScoreboardLayout.RowField) {
    board.add(count, at: offset + field.rawValue * 8)
  }
}

extension Scoreboard {
  package func row(_ index: Int) -> WorkerRow { WorkerRow(self, index) }
}
