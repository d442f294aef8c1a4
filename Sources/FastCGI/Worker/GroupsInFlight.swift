/// The groups that slots answer after they have given up the lead, and the requests that wait to be answered after
/// them. Guarded by the worker's lock.
///
/// A save waits for the disk, and a transaction with eight saves costs little more than one with one. So requests that
/// arrive while a group of their kind is being answered wait for it, and the same slot answers them next, as one group
/// (group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems", 1984, §5.2). The busier
/// the database, the larger the groups become, and the less each request costs.
///
/// They wait for two checks of the stall watcher at most, so that a slot that hangs holds up nobody else.
struct GroupsInFlight {
  private struct Group {
    /// The slot that answers it.
    let turn: Turn
    /// Connections with an unread request, the oldest first.
    var waiting: [Int32] = []
    var checks = 0
  }

  private var groups: [Int: Group] = [:]

  var isEmpty: Bool { groups.isEmpty }

  /// Called when a slot has begun to answer a group for longer than the leader may. A second slot with a group of the
  /// same kind answers that one only.
  mutating func began(_ key: Int, by turn: Turn) { if groups[key] == nil { groups[key] = Group(turn: turn) } }

  /// - Returns: false if no group of that kind is being answered.
  mutating func wait(_ connection: Int32, for key: Int) -> Bool {
    guard groups[key] != nil else { return false }
    groups[key]?.waiting.append(connection)
    return true
  }

  /// What the slot that is about to answer its group adds to it.
  mutating func join(_ key: Int, by turn: Turn, maximum: Int) -> ArraySlice<Int32> {
    guard let waiting = groups[key]?.waiting, groups[key]?.turn === turn else { return [] }
    groups[key]?.waiting = Array(waiting.dropFirst(maximum))
    return waiting.prefix(maximum)
  }

  /// What the slot that has answered its group answers next. If it is nothing, the group is no longer in flight.
  mutating func next(_ key: Int, by turn: Turn, maximum: Int) -> ArraySlice<Int32> {
    guard let waiting = groups[key]?.waiting, groups[key]?.turn === turn else { return [] }
    let next = waiting.prefix(maximum)
    groups[key] = next.isEmpty ? nil : Group(turn: turn, waiting: Array(waiting.dropFirst(maximum)))
    return next
  }

  /// Counts a check.
  /// - Returns: the connections that have waited long enough for a slot to answer them on its own.
  mutating func overdue() -> [Int32] {
    var overdue: [Int32] = []
    for (key, group) in groups {
      guard group.checks > 0 else {
        groups[key]?.checks = 1
        continue
      }
      overdue += group.waiting
      groups[key] = nil
    }
    return overdue
  }
}
