import Logging
import Scoreboard
import System

/// What the master sees of requests on the scoreboard, and how it reacts: it sizes the pool, recycles workers, reports
/// requests over a limit, and kills stalled workers.
extension Master {
  /// Time between two checks. Each check reads a cache line per slot.
  static let checkInterval = Duration.milliseconds(250)

  mutating func checkWorkers(at now: Duration) {
    let serving = pool.serving
    var (busy, observations): (Int, [RequestLimits.Observation]) = (0, [])
    var beats: [ProcessID: Duration] = [:]
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
    resize(busy: busy, serving: serving.count, at: now)
    let clock = SystemClock.monotonic()
    attention.look(at: clock)
    enforceLimits(on: observations, at: clock)
    killStalled(beats, at: clock)
  }

  /// A stalled worker holds kept connections of nginx, and requests on them wait until it is killed.
  private mutating func killStalled(_ beats: [ProcessID: Duration], at clock: Duration) {
    for stall in heartbeats.check(beats, now: clock, countingFrom: attention.since) {
      guard pool.end(stall.process) else { continue }
      log.error(
        "worker stalled: killed and replaced",
        metadata: ["worker": "\(stall.process)", "milliseconds": "\(stall.duration.milliseconds)"])
      scoreboard.count(.stalledWorkers)
    }
  }

  private mutating func recycle(_ process: ProcessID, _ requests: UInt64) {
    guard pool.recycle(process) else { return }
    log.info("worker recycled", metadata: ["worker": "\(process)", "requests": "\(requests)"])
    scoreboard.count(.recycles)
  }

  /// - Parameters:
  ///   - busy: slots that serve a request.
  ///   - serving: workers that are ready.
  private mutating func resize(busy: Int, serving: Int, at now: Duration) {
    let isFull = busy >= serving * sizing.bounds.slots
    // No connection waits while a slot is idle.
    let queued = isFull ? (ListenQueue.length(of: listener.descriptor) ?? 0) + connectionQueue.length : 0
    scoreboard.queued(queued)
    let before = sizing.size
    if sizing.update(busy: busy, queued: queued, at: now) {
      log.warning(
        "max workers reached: consider raising `workers`",
        metadata: ["workers": "\(sizing.bounds.maximum)", "slots": "\(sizing.bounds.slots)", "queued": "\(queued)"])
      scoreboard.count(.maximumReached)
    }
    guard sizing.size != before else { return }
    log.info(
      "pool resized",
      metadata: ["workers": "\(sizing.size)", "before": "\(before)", "busy": "\(busy)", "queued": "\(queued)"])
    pool.resize(to: sizing.size)
    scoreboard.wants(workers: sizing.size)
  }

  private mutating func enforceLimits(on observations: [RequestLimits.Observation], at clock: Duration) {
    for event in limits.check(observations, at: clock, countingFrom: attention.since) {
      switch event {
      case .slow(let observation):
        log.warning("request over soft_limit", metadata: metadata(of: observation, at: clock))
        scoreboard.count(.softLimitExceeded)
      case .hung(let observation):
        log.error("request over hard_limit: worker retired", metadata: metadata(of: observation, at: clock))
        scoreboard.count(.hardLimitExceeded)
        hanging[observation.process] = hanging[observation.process] ?? 0
      }
    }
    for process in Array(hanging.keys) { retireHanging(process, observations.filter { $0.process == process }) }
  }

  /// A worker with a hung slot finishes the requests of its other slots and is then killed.
  private mutating func retireHanging(_ process: ProcessID, _ observations: [RequestLimits.Observation]) {
    let isIdle = observations.allSatisfy(limits.isHung)
    hanging[process] = isIdle ? hanging[process, default: 0] + 1 : 0
    if isIdle, observations.count >= sizing.bounds.slots {
      // A retiring worker first accepts what waits at the socket, and here no slot could serve that.
      pool.end(process)
    } else if isIdle, hanging[process, default: 0] >= Self.idleChecks {
      pool.end(process)
    } else {
      pool.abandon(process)
    }
  }

  /// Consecutive checks that must find the other slots idle: between two requests a slot is briefly idle as well.
  private static var idleChecks: Int { 3 }

  /// The requests that a worker is serving, or was serving when it died: routes and request ids.
  func requests(of process: ProcessID) -> String {
    guard let index = rows[process] else { return "" }
    let activities = scoreboard.row(index).cells.compactMap(\.activity)
    return activities.map { "\(scoreboard.routes[$0.route]) \($0.requestID)" }.joined(separator: ", ")
  }

  private func metadata(of observation: RequestLimits.Observation, at clock: Duration) -> Logger.Metadata {
    let activity = observation.activity
    return [
      "worker": "\(observation.process)", "slot": "\(observation.slot)", "request_id": "\(activity.requestID)",
      "route": "\(scoreboard.routes[activity.route])", "milliseconds": "\(activity.age(at: clock).milliseconds)",
      "database_milliseconds": "\(activity.database(at: clock).milliseconds)",
      "phase": activity.databaseSince == nil ? "handler" : "database",
    ]
  }
}
