import Glibc
import Logging
import Scoreboard

/// What the master sees of requests on the scoreboard, and what follows: the pool's size, workers that have done their
/// share, requests that take too long, workers that do not run.
extension Master {
  /// Seconds between two looks: a pass over one cache line a slot.
  static let interval = 0.25

  mutating func look(at now: Double) {
    let serving = pool.serving
    var (busy, observations): (Int, [RequestLimits.Observation]) = (0, [])
    var beats: [pid_t: Int64] = [:]
    for (process, index) in rows {
      let row = scoreboard.row(index)
      var requests: UInt64 = 0
      beats[process] = row.heartbeat
      for (slot, cell) in row.cells.enumerated() {
        requests &+= cell.requests
        guard let activity = cell.activity else { continue }
        observations.append(RequestLimits.Observation(process: process, slot: slot, activity: activity))
        if serving.contains(process) { busy += 1 }
      }
      if serving.contains(process), recycling.isDue(process, requests: Int(clamping: requests)) {
        recycle(process, requests)
      }
    }
    size(busy: busy, of: serving.count, at: now)
    judge(observations)
    endSilent(beats)
  }

  /// A worker that does not run holds connections that nginx has kept: who waits there waits until it is killed.
  private mutating func endSilent(_ beats: [pid_t: Int64]) {
    for silence in heartbeats.look(at: beats, now: monotonicMicroseconds()) {
      guard pool.end(silence.process) else { continue }
      log.error(
        "a worker gives no sign of life, and is killed and replaced",
        metadata: ["worker": "\(silence.process)", "milliseconds": "\(silence.duration / 1_000)"])
      scoreboard.countFrozen()
    }
  }

  private mutating func recycle(_ process: pid_t, _ requests: UInt64) {
    guard pool.renew(process) else { return }
    log.info(
      "a worker has done its share and is replaced", metadata: ["worker": "\(process)", "requests": "\(requests)"])
    scoreboard.countRecycled()
  }

  /// - Parameter serving: workers.
  private mutating func size(busy: Int, of serving: Int, at now: Double) {
    let isFull = busy >= serving * sizing.bounds.slots
    // Nobody waits while a slot is idle.
    let queued = isFull ? (ListenQueue.length(of: listener.descriptor) ?? 0) + handOver.length : 0
    scoreboard.queued(queued)
    let before = sizing.size
    if sizing.look(busy: busy, queued: queued, at: now) {
      log.warning(
        "every slot is busy, and there are as many workers as there may be",
        metadata: ["workers": "\(sizing.bounds.maximum)", "slots": "\(sizing.bounds.slots)", "queued": "\(queued)"])
      scoreboard.countMaximumReached()
    }
    guard sizing.size != before else { return }
    log.info(
      "another number of workers",
      metadata: ["workers": "\(sizing.size)", "before": "\(before)", "busy": "\(busy)", "queued": "\(queued)"])
    pool.resize(to: sizing.size)
    scoreboard.wants(workers: sizing.size)
  }

  private mutating func judge(_ observations: [RequestLimits.Observation]) {
    let clock = monotonicMicroseconds()
    for event in limits.look(at: observations, now: clock) {
      switch event {
      case .slow(let observation):
        log.warning("a request takes long", metadata: metadata(of: observation, at: clock))
        scoreboard.countOverSoftLimit()
      case .hung(let observation):
        log.error(
          "a request takes too long: its worker finishes the others and goes",
          metadata: metadata(of: observation, at: clock))
        scoreboard.countOverHardLimit()
        hanging[observation.process] = hanging[observation.process] ?? 0
      }
    }
    for process in Array(hanging.keys) { attend(to: process, observations.filter { $0.process == process }) }
  }

  /// A worker with a hung slot finishes what its other slots are at, and is then ended.
  private mutating func attend(to process: pid_t, _ observations: [RequestLimits.Observation]) {
    let isIdle = observations.allSatisfy(limits.isHung)
    hanging[process] = isIdle ? hanging[process, default: 0] + 1 : 0
    if isIdle, observations.count >= sizing.bounds.slots {
      // Asked to go it would first take what waits at the socket, and none of its slots could serve that.
      pool.end(process)
    } else if isIdle, hanging[process, default: 0] >= Self.patience {
      pool.end(process)
    } else {
      pool.abandon(process)
    }
  }

  /// Looks in a row that must find the other slots idle: between two requests a slot is, too.
  private static var patience: Int { 3 }

  /// What a worker's slots are at, or were when it died: routes and request ids.
  func requests(of process: pid_t) -> String {
    guard let index = rows[process] else { return "" }
    let activities = scoreboard.row(index).cells.compactMap(\.activity)
    return activities.map { "\(scoreboard.routes[$0.route]) \($0.requestID)" }.joined(separator: ", ")
  }

  private func metadata(of observation: RequestLimits.Observation, at clock: Int64) -> Logger.Metadata {
    let activity = observation.activity
    return [
      "worker": "\(observation.process)", "slot": "\(observation.slot)", "request_id": "\(activity.requestID)",
      "route": "\(scoreboard.routes[activity.route])", "milliseconds": "\(activity.age(at: clock) / 1_000)",
      "database_milliseconds": "\(activity.database(at: clock) / 1_000)",
      "phase": activity.databaseSince == nil ? "handler" : "database",
    ]
  }
}
