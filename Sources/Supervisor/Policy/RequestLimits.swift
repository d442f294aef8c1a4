import Scoreboard
import System

/// Finds requests that take too long, from what the slots show on the scoreboard. Values in, findings out.
struct RequestLimits {
  /// A slot that is serving a request.
  struct Observation: Equatable {
    let process: ProcessID
    let slot: Int
    let activity: SlotCell.Activity
  }

  enum Finding: Equatable {
    /// The request has passed the soft limit: it is logged.
    case slow(Observation)
    /// The request has passed the hard limit: its slot counts as hung.
    case hung(Observation)
  }

  private struct SlotID: Hashable {
    let process: ProcessID
    let slot: Int
  }

  private enum Limit { case soft, hard }

  private struct Reported {
    /// Identifies the request.
    let startedAt: Duration
    var limit: Limit
  }

  /// Nil for no limit.
  private let soft: Duration?
  private let hard: Duration?
  /// The highest limit that has been reported for each request still running.
  private var reports: [SlotID: Reported] = [:]

  /// - Parameters: nil for no limit.
  init(soft: Duration?, hard: Duration?) {
    self.soft = soft
    self.hard = hard
  }

  /// - Parameters:
  ///   - time: of the monotonic clock.
  ///   - start: when the time of requests begins to count; see `Attention`.
  /// - Returns: each request once for each limit that it has passed.
  mutating func check(
    _ observations: [Observation], at time: Duration, countingFrom start: Duration
  ) -> [Finding] {
    var findings: [Finding] = []
    var kept: [SlotID: Reported] = [:]
    for observation in observations {
      let id = SlotID(process: observation.process, slot: observation.slot)
      var report = reports[id].flatMap { $0.startedAt == observation.activity.startedAt ? $0 : nil }
      let age = min(observation.activity.age(at: time), time - start)
      if let soft, age >= soft, report == nil {
        findings.append(.slow(observation))
        report = Reported(startedAt: observation.activity.startedAt, limit: .soft)
      }
      if let hard, age >= hard, report?.limit != .hard {
        findings.append(.hung(observation))
        report = Reported(startedAt: observation.activity.startedAt, limit: .hard)
      }
      kept[id] = report
    }
    reports = kept
    return findings
  }

  /// Whether the slot hangs in the request that it shows.
  func isHung(_ observation: Observation) -> Bool {
    let report = reports[SlotID(process: observation.process, slot: observation.slot)]
    return report?.limit == .hard && report?.startedAt == observation.activity.startedAt
  }
}
