import Scoreboard
import System
import TestCases
import Testing

@testable import Supervisor

/// The small decisions of the master, beside plain accounts of what they decide on.
struct PolicySchedulesTests {
  private enum RequestStep {
    /// A slot begins a request, ends it, or both between two checks.
    case begin(slot: Int), end(slot: Int)
    /// The slots' worker dies, and another has the same process id.
    case die(worker: Int)
    case check(after: Duration)
  }

  @Test func `no schedule of requests breaks a promise of the limits`() {
    let finding = Search.run("limits of requests", count: 20_000) { draws in
      (0..<draws.number(2...40)).map { _ in
        switch draws.number(0...9) {
        case 0...2: RequestStep.begin(slot: draws.number(0...3))
        case 3: .end(slot: draws.number(0...3))
        case 4: .die(worker: draws.number(0...1))
        default:
          .check(after: .milliseconds([0, 1, 250, 999, 1_000, 3_000, 7_200_000].randomElement(using: &draws) ?? 0))
        }
      }
    } fault: {
      Self.fault($0, soft: .seconds(1), hard: .seconds(3))
    }
    #expect(finding == nil)
  }

  private static func fault(_ steps: [RequestStep], soft: Duration, hard: Duration) -> String? {
    struct Request {
      let observation: RequestLimits.Observation
      var reported: [Bool] = [false, false]
    }
    var (limits, attention, now) = (RequestLimits(soft: soft, hard: hard), Attention(), Duration.zero)
    // The last check, and the first one after the last gap.
    var (lastCheck, returned): (Duration?, Duration) = (nil, .zero)
    // Two slots in each of two workers.
    var running: [Int: Request] = [:]
    for step in steps {
      switch step {
      case .begin(let slot):
        // A slot's requests begin at different times, by which they are told apart.
        now += .microseconds(1)
        let activity = SlotCell.Activity(route: 0, startedAt: now, requestID: "")
        running[slot] = Request(observation: .init(process: Int32(slot / 2), slot: slot % 2, activity: activity))
      case .end(let slot): running[slot] = nil
      case .die(let worker): for slot in [2 * worker, 2 * worker + 1] { running[slot] = nil }
      case .check(let time):
        now += time
        if lastCheck.map({ now > $0 + .seconds(1) }) ?? true { returned = now }
        lastCheck = now
        var expected: Set<String> = []
        for (slot, request) in running {
          let age = now - max(returned, request.observation.activity.startedAt)
          for (index, limit) in [soft, hard].enumerated() where age >= limit && !request.reported[index] {
            running[slot]?.reported[index] = true
            expected.insert("\(["slow", "hung"][index]) \(slot)")
          }
        }
        attention.look(at: now)
        let findings = limits.check(running.values.map(\.observation), at: now, countingFrom: attention.since)
        let found = findings.map { finding in
          switch finding {
          case .slow(let observation): "slow \(Int(observation.process) * 2 + observation.slot)"
          case .hung(let observation): "hung \(Int(observation.process) * 2 + observation.slot)"
          }
        }
        guard Set(found) == expected, found.count == expected.count else { return "found \(found), not \(expected)" }
      }
      for request in running.values where limits.isHung(request.observation) != request.reported[1] {
        return "a slot is taken for hung, or not for hung, wrongly"
      }
    }
    return nil
  }

  private enum BeatStep {
    case freeze(Int), thaw(Int)
    /// Time passes while master and workers run, or while the whole machine is suspended.
    case run(seconds: Int), suspend(seconds: Int)
  }

  @Test func `no schedule of stalls and suspended machines breaks a promise of the heartbeats`() {
    let finding = Search.run("heartbeats", count: 5_000) { draws in
      (0..<draws.number(2...20)).map { _ in
        switch draws.number(0...5) {
        case 0: BeatStep.freeze(draws.number(0...2))
        case 1: .thaw(draws.number(0...2))
        case 2: .suspend(seconds: draws.number(1...100))
        default: .run(seconds: draws.number(1...20))
        }
      }
    } fault: {
      Self.fault($0, limit: .seconds(10))
    }
    #expect(finding == nil)
  }

  private static func fault(_ steps: [BeatStep], limit: Duration) -> String? {
    let heartbeats = Heartbeats(limit: limit)
    var (attention, now) = (Attention(), Duration.zero)
    var beats: [ProcessID: Duration] = [0: .zero, 1: .zero, 2: .zero]
    var frozen: Set<ProcessID> = []
    // For how long each worker has been silent while the master watched.
    var silent: [ProcessID: Duration] = [:]
    for step in steps {
      switch step {
      case .freeze(let worker): frozen.insert(Int32(worker))
      case .thaw(let worker): frozen.remove(Int32(worker))
      case .suspend(let seconds):
        now += .seconds(seconds)
        silent = [:]
      case .run(let seconds):
        for _ in 0..<4 * seconds {
          now += .milliseconds(250)
          for worker in beats.keys where !frozen.contains(worker) { (beats[worker], silent[worker]) = (now, nil) }
          for worker in frozen { silent[worker, default: .zero] += .milliseconds(250) }
          attention.look(at: now)
          let found = Set(heartbeats.check(beats, now: now, countingFrom: attention.since).map(\.process))
          if let innocent = found.first(where: { silent[$0] == nil }) { return "worker \(innocent) beats and is found" }
          // The check after a gap is the first of a new watch, and finds nobody.
          let due = silent.filter { $0.value > limit + .seconds(1) }.keys
          if let missed = due.first(where: { !found.contains($0) }) {
            return "worker \(missed) is silent and not found"
          }
          if let early = found.first(where: { silent[$0] ?? .zero <= limit - .seconds(1) }) {
            return "worker \(early) is found too early"
          }
        }
      }
    }
    return nil
  }

  private enum ShareStep {
    case serve(Int, requests: Int)
    case end(Int)
  }

  @Test func `no schedule of requests and deaths breaks a promise of recycling`() {
    let finding = Search.run("recycling", count: 20_000) { draws in
      (0..<draws.number(2...40)).map { _ in
        draws.once(in: 8)
          ? ShareStep.end(draws.number(0...2)) : .serve(draws.number(0...2), requests: draws.number(0...40))
      }
    } fault: { steps in
      var draws = Draws(seed: UInt64(steps.count))
      var recycling = Recycling(maximumRequests: 100) { draws.number($0) }
      var (requests, due) = ([0, 0, 0], [false, false, false])
      for step in steps {
        switch step {
        case .end(let worker):
          recycling.forget(Int32(worker))
          (requests[worker], due[worker]) = (0, false)
        case .serve(let worker, let more):
          requests[worker] += more
          let isDue = recycling.isDue(Int32(worker), requests: requests[worker])
          if isDue, requests[worker] < 100 { return "a worker is recycled after \(requests[worker]) requests" }
          if !isDue, requests[worker] >= 120 { return "a worker goes on after \(requests[worker]) requests" }
          if due[worker], !isDue { return "a worker was due and no longer is" }
          due[worker] = isDue
        }
      }
      return nil
    }
    #expect(finding == nil)
  }

  private enum LoadStep {
    case load(busy: Int, queued: Int, after: Duration)
    case set(minimum: Int, more: Int, slots: Int, spare: Int)
  }

  @Test func `no schedule of load and new bounds breaks a promise of the size`() {
    let finding = Search.run("size of the pool", count: 20_000) { draws in
      (0..<draws.number(2...40)).map { _ in
        if draws.once(in: 8) {
          return LoadStep.set(
            minimum: draws.number(1...4), more: draws.number(0...6), slots: draws.number(1...4),
            spare: draws.number(0...3))
        }
        let time = Duration.milliseconds([0, 250, 5_000, 9_999, 10_000, 7_200_000].randomElement(using: &draws) ?? 0)
        return .load(busy: draws.number(0...24), queued: draws.once(in: 3) ? draws.number(0...300) : 0, after: time)
      }
    } fault: {
      Self.fault($0)
    }
    #expect(finding == nil)
  }

  private static func fault(_ steps: [LoadStep]) -> String? {
    let idle = Duration.seconds(10)
    var bounds = Sizing.Bounds(minimum: 1, maximum: 5, slots: 4, spare: 2, idleTimeout: idle)
    var (sizing, now) = (Sizing(bounds), Duration.zero)
    var (shrunk, full): (Duration?, Duration?) = (nil, nil)
    for step in steps {
      let before = sizing.size
      switch step {
      case .set(let minimum, let more, let slots, let spare):
        bounds = .init(minimum: minimum, maximum: minimum + more, slots: slots, spare: spare, idleTimeout: idle)
        sizing.set(bounds)
        if bounds.minimum...bounds.maximum ~= before, sizing.size != before { return "new bounds change a size within" }
      case .load(let busy, let queued, let time):
        now += time
        let isReached = sizing.update(busy: busy, queued: queued, at: now)
        let needed = min(bounds.maximum, (busy + queued + bounds.spare + bounds.slots - 1) / bounds.slots)
        if sizing.size < needed { return "\(needed) workers are needed, and there are \(sizing.size)" }
        if sizing.size > before, sizing.size != needed { return "the pool grows beyond what is needed" }
        if sizing.size < before {
          if sizing.size != before - 1 { return "the pool shrinks by more than one worker" }
          if let shrunk, now - shrunk < idle { return "the pool shrinks again too soon" }
          shrunk = now
        }
        let isFull = busy >= bounds.maximum * bounds.slots
        if isReached, !isFull { return "a maximum is reported that is not reached" }
        if isReached, let full, now - full < .seconds(10) { return "reaching the maximum is reported twice" }
        if isFull, !isReached, full.map({ now - $0 >= .seconds(10) }) ?? true { return "the maximum is not reported" }
        if isFull { full = now }
      }
      guard bounds.minimum...bounds.maximum ~= sizing.size else { return "\(sizing.size) workers, beyond the bounds" }
    }
    return nil
  }
}
