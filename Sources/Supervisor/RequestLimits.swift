import Glibc
import Scoreboard

/// Finds the requests that take too long, from what the slots are at: values in, events out.
struct RequestLimits {
  /// A slot at a request.
  struct Observation: Equatable {
    let process: pid_t
    let slot: Int
    let activity: SlotCell.Activity
  }

  enum Event: Equatable {
    /// Worth a line in the log.
    case slow(Observation)
    /// The slot counts as hung.
    case hung(Observation)
  }

  private struct Place: Hashable {
    let process: pid_t
    let slot: Int
  }

  private enum Limit { case soft, hard }

  private struct Note {
    let startedAt: Int64
    var limit: Limit
  }

  /// Microseconds; nil for none.
  private let soft: Int64?
  private let hard: Int64?
  /// What has been said of the requests that still run.
  private var notes: [Place: Note] = [:]

  /// - Parameters: seconds; nil for none.
  init(soft: Double?, hard: Double?) {
    self.soft = soft.map { Int64($0 * 1e6) }
    self.hard = hard.map { Int64($0 * 1e6) }
  }

  /// - Returns: each request once for each limit that it has passed.
  mutating func look(at observations: [Observation], now: Int64) -> [Event] {
    var events: [Event] = []
    var kept: [Place: Note] = [:]
    for observation in observations {
      let place = Place(process: observation.process, slot: observation.slot)
      var note = notes[place].flatMap { $0.startedAt == observation.activity.startedAt ? $0 : nil }
      let age = observation.activity.age(at: now)
      if let soft, age >= soft, note == nil {
        events.append(.slow(observation))
        note = Note(startedAt: observation.activity.startedAt, limit: .soft)
      }
      if let hard, age >= hard, note?.limit != .hard {
        events.append(.hung(observation))
        note = Note(startedAt: observation.activity.startedAt, limit: .hard)
      }
      kept[place] = note
    }
    notes = kept
    return events
  }

  /// Whether the slot has been found hung at what it is at now.
  func isHung(_ observation: Observation) -> Bool {
    let note = notes[Place(process: observation.process, slot: observation.slot)]
    return note?.limit == .hard && note?.startedAt == observation.activity.startedAt
  }
}
