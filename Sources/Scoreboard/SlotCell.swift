/// What one slot does at this moment. Written by the slot alone.
///
/// A sequence number is odd while the cell is written (a seqlock). A reader tries a few times and then takes what it sees:
/// a slot that died in the middle must not hold it up.
package struct SlotCell: Sendable {
  package struct Activity: Equatable, Sendable {
    /// The position of the route.
    package let route: Int
    /// Microseconds since 1970.
    package let startedAt: Int64
    /// 32 hexadecimal digits, as nginx made it.
    package let requestID: String
  }

  private let board: Scoreboard
  private let offset: Int

  init(_ board: Scoreboard, offset: Int) {
    self.board = board
    self.offset = offset
  }

  /// - Parameters:
  ///   - route: the position of the route; nil for none.
  ///   - requestID: 32 hexadecimal digits; anything else is shown as zeros.
  package func begin(route: Int?, requestID: String, at microseconds: Int64) {
    let id = Self.numbers(of: requestID)
    write { cell in
      cell[.startedAt] = UInt64(microseconds)
      cell[.requestHigh] = id.high
      cell[.requestLow] = id.low
      cell[.route] = UInt64((route ?? board.layout.routes - 1) + 1)
    }
  }

  package func end() {
    write { cell in
      cell[.route] = 0
      cell[.requests] += 1
    }
  }

  /// What a slot that died left.
  func clear() {
    self[.route] = 0
    self[.requests] = 0
    self[.sequence] = 0
  }

  package var requests: UInt64 { self[.requests] }

  /// Nil for an idle slot.
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
      route: Int(route) - 1, startedAt: Int64(truncatingIfNeeded: self[.startedAt]), requestID: id.joined())
  }

  private func write(_ fields: (SlotCell) -> Void) {
    let sequence = self[.sequence]
    self[.sequence] = sequence | 1
    fields(self)
    self[.sequence] = (sequence | 1) + 1
  }

  private subscript(field: Layout.SlotField) -> UInt64 {
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
