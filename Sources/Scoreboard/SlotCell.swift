/// What one slot is doing at the moment. Only the slot writes it.
///
/// The sequence number is odd while the cell is written (a seqlock). A reader tries a few times and then takes what it
/// sees: a slot that died while writing must not hold it up.
package struct SlotCell: Sendable {
  package struct Activity: Equatable, Sendable {
    /// The position of the route.
    package let route: Int
    /// On the monotonic clock.
    package let startedAt: Duration
    /// 32 hexadecimal digits, as nginx made it.
    package let requestID: String
    /// The time that the request's finished statements took.
    package let databaseSpent: Duration
    /// When the running statement began, on the monotonic clock; nil if none runs.
    package let databaseSince: Duration?

    package init(
      route: Int, startedAt: Duration, requestID: String, databaseSpent: Duration = .zero,
      databaseSince: Duration? = nil
    ) {
      self.route = route
      self.startedAt = startedAt
      self.requestID = requestID
      self.databaseSpent = databaseSpent
      self.databaseSince = databaseSince
    }

    package func age(at now: Duration) -> Duration { max(.zero, now - startedAt) }

    /// The time in the database, including the running statement.
    package func database(at now: Duration) -> Duration {
      databaseSpent + (databaseSince.map { max(.zero, now - $0) } ?? .zero)
    }
  }

  private let board: Scoreboard
  private let offset: Int

  init(_ board: Scoreboard, offset: Int) {
    self.board = board
    self.offset = offset
  }

  /// - Parameters:
  ///   - route: the position of the route; nil for none.
  ///   - requestID: 32 hexadecimal digits; any other text is shown as zeros.
  ///   - time: of the monotonic clock.
  package func begin(route: Int?, requestID: String, at time: Duration) {
    let id = Self.numbers(of: requestID)
    write { cell in
      cell[.startedAt] = time.ticks
      cell[.requestHigh] = id.high
      cell[.requestLow] = id.low
      cell[.databaseSpent] = 0
      cell[.databaseSince] = 0
      cell[.route] = UInt64((route ?? board.layout.routes - 1) + 1)
    }
  }

  /// A statement begins.
  package func enterDatabase(at time: Duration) { self[.databaseSince] = time.ticks }

  /// A statement has ended.
  /// - Parameter spent: the time of all statements of the request.
  package func leaveDatabase(spent: Duration) {
    self[.databaseSpent] = spent.ticks
    self[.databaseSince] = 0
  }

  package func end() {
    write { cell in
      cell[.route] = 0
      cell[.requests] &+= 1
    }
  }

  /// Removes what a slot of an earlier worker left behind.
  func clear() {
    self[.route] = 0
    self[.requests] = 0
    self[.sequence] = 0
  }

  package var requests: UInt64 { self[.requests] }

  /// What the slot is doing; nil if it is idle.
  package var activity: Activity? {
    var activity: Activity?
    for _ in 0..<Self.maximumTries {
      let before = self[.sequence]
      activity = unguardedActivity
      if before.isMultiple(of: 2), self[.sequence] == before { break }
    }
    return activity
  }

  private static let maximumTries = 8

  private var unguardedActivity: Activity? {
    let route = self[.route]
    guard route > 0, route <= board.layout.routes else { return nil }
    let id = [self[.requestHigh], self[.requestLow]].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return Activity(
      route: Int(route) - 1, startedAt: Duration(ticks: self[.startedAt]), requestID: id.joined(),
      databaseSpent: Duration(ticks: self[.databaseSpent]),
      databaseSince: self[.databaseSince] == 0 ? nil : Duration(ticks: self[.databaseSince]))
  }

  private func write(_ fields: (SlotCell) -> Void) {
    let sequence = self[.sequence]
    self[.sequence] = sequence | 1
    fields(self)
    self[.sequence] = (sequence | 1) &+ 1
  }

  private subscript(field: ScoreboardLayout.SlotField) -> UInt64 {
    get { board.load(offset + field.rawValue * 8) }
    nonmutating set { board.store(newValue, at: offset + field.rawValue * 8) }
  }

  private static func numbers(of requestID: String) -> (high: UInt64, low: UInt64) {
    guard requestID.utf8.count == 32, let high = UInt64(requestID.prefix(16), radix: 16),
      let low = UInt64(requestID.suffix(16), radix: 16)
    else { return (0, 0) }
    return (high, low)
  }
}
