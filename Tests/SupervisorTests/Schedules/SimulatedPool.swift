import System
import TestCases

@testable import Supervisor

/// A pool whose processes and clock are made up. It does what the master does with each decision, and keeps its own
/// account of the processes; the first broken promise ends up in `fault`.
struct SimulatedPool {
  /// What may happen. Numbers choose among the processes that the step may concern, and do nothing if there are none.
  enum Step {
    case pass(Duration)
    case becomeReady(Int), becomeUnable(Int)
    case crash(Int)
    /// A worker that was asked to, or was killed, ends.
    case end(Int)
    /// From now on workers can, or cannot, be started.
    case canStart(Bool)
    case reload(Int, stopTimeout: Duration), resize(Int)
    case recycle(Int)
    /// A slot hangs, or the whole worker has stalled.
    case hang(Int), stall(Int)
    case loseSocket
    case stop, stopNow
  }

  private struct Process {
    let id: ProcessID
    var isReady = false
    var isUnable = false
    /// The master lets it serve although it lacks something.
    var isTold = false
    /// The master or its successor is to replace it.
    var isReplaced = false
    var hangs = false
    /// When it was asked to end.
    var asked: Duration?
    var isStalled = false
    var isKilled = false

    var stays: Bool { asked == nil && !isKilled && !isStalled }
  }

  private(set) var fault: String?
  private var pool: Pool
  private var now = Duration.seconds(1000)
  private var processes: [Process] = []
  private var canStart = true
  private var size: Int
  private var stopTimeout: Duration
  private var proven: (size: Int, stopTimeout: Duration)
  private var largestSize: Int
  private var isStopping = false
  private var stopsNow = false
  private var hasFinished = false

  init(size: Int) {
    (self.size, largestSize, stopTimeout) = (size, size, .seconds(30))
    proven = (size, stopTimeout)
    pool = Pool(size: size, stopTimeout: stopTimeout)
    obey()
  }

  /// The first promise that the steps break, or that is broken when calm returns or at the end.
  static func fault(size: Int, _ steps: [Step]) -> String? {
    var world = SimulatedPool(size: size)
    for step in steps where world.fault == nil && !world.hasFinished { world.take(step) }
    world.calmDown()
    world.end()
    return world.fault
  }

  // MARK: - What happens

  private mutating func take(_ step: Step) {
    switch step {
    case .pass(let time): pass(time)
    case .becomeReady(let number): with(number, { !$0.isReady && !$0.isKilled }) { $0.becomeReady($1) }
    case .becomeUnable(let number):
      with(number, { !$0.isReady && !$0.isUnable && $0.stays }) { $0.becomeUnable($1) }
    case .crash(let number): with(number, { _ in true }) { $0.exit($1) }
    case .end(let number): with(number, { !$0.stays }) { $0.exit($1) }
    case .canStart(let value): canStart = value
    case .reload(let size, let stopTimeout):
      guard !isStopping else { break }
      (self.size, self.stopTimeout, largestSize) = (size, stopTimeout, max(largestSize, size))
      pool.reload(size: size, stopTimeout: stopTimeout)
    case .resize(let size):
      guard !isStopping else { break }
      (self.size, largestSize) = (size, max(largestSize, size))
      pool.resize(to: size)
    case .recycle(let number):
      with(number, { $0.isReady && $0.stays }) { world, index in
        if world.pool.recycle(world.processes[index].id) { world.processes[index].isReplaced = true }
      }
    case .hang(let number): with(number, \.isReady) { $0.hang($1) }
    case .stall(let number):
      with(number, { !$0.isKilled }) { world, index in
        world.pool.end(world.processes[index].id)
        world.processes[index].isStalled = true
      }
    case .loseSocket:
      pool.abandonAll()
      for index in processes.indices { (processes[index].isReplaced, processes[index].hangs) = (true, true) }
    case .stop:
      isStopping = true
      pool.stop()
    case .stopNow:
      (isStopping, stopsNow) = (true, true)
      pool.stopNow()
    }
    obey()
  }

  private mutating func with(
    _ number: Int, _ isConcerned: (Process) -> Bool, _ happens: (inout SimulatedPool, _ index: Int) -> Void
  ) {
    let concerned = processes.indices.filter { isConcerned(processes[$0]) }
    if !concerned.isEmpty { happens(&self, concerned[number % concerned.count]) }
  }

  private mutating func becomeReady(_ index: Int) {
    processes[index].isReady = true
    pool.becameReady(processes[index].id)
  }

  private mutating func becomeUnable(_ index: Int) {
    processes[index].isUnable = true
    pool.becameUnable(processes[index].id, "a reason")
    if pool.takeBackFutileReload() {
      (size, stopTimeout) = proven
      pool.resize(to: size, stopTimeout: stopTimeout)
    }
  }

  private mutating func hang(_ index: Int) {
    pool.abandon(processes[index].id)
    (processes[index].isReplaced, processes[index].hangs) = (true, true)
  }

  private mutating func exit(_ index: Int) {
    let process = processes.remove(at: index)
    let wasExpected = pool.exited(process.id, at: now)
    expect(wasExpected == !process.stays, "the end of worker \(process.id) was taken for the wrong kind")
    expect(pool.nextSpawn - now <= .seconds(10), "the next start waits for more than ten seconds")
  }

  /// Time passes, and the master wakes at each deadline.
  private mutating func pass(_ time: Duration) {
    let end = now + time
    var idleTurns = 0
    while fault == nil, let deadline = pool.nextDeadline(at: now), deadline <= end {
      // A failed start is repeated once without delay.
      idleTurns = deadline > now ? 0 : idleTurns + 1
      expect(idleTurns <= 3, "the master never sleeps")
      now = max(now, deadline)
      obey()
    }
    now = max(now, end)
  }

  /// Everything goes well for a while: the pool must become what was last asked for.
  private mutating func calmDown() {
    guard fault == nil, !isStopping else { return }
    canStart = true
    for _ in 0..<8 {
      for index in processes.indices.reversed() where !processes[index].stays { exit(index) }
      obey()
      for index in processes.indices where !processes[index].isReady { becomeReady(index) }
      obey()
      pass(.seconds(11))
    }
    let (count, size) = (processes.count, size)
    expect(
      count == size && processes.allSatisfy { $0.isReady && !$0.isReplaced },
      "in calm there are \(count) workers of \(size)")
    expect(pool.isComplete && pool.fault == nil, "in calm the pool is not complete")
    expect(pool.nextDeadline(at: now) == nil, "in calm something is due")
  }

  /// Workers that were asked do not end by themselves: the pool must end all the same.
  private mutating func end() {
    guard fault == nil, !hasFinished else { return }
    take(.stop)
    pass(Self.stopTimeouts[1])
    expect(processes.allSatisfy(\.isKilled), "a stopping pool leaves a worker alive")
    for index in processes.indices.reversed() { exit(index) }
    obey()
    expect(hasFinished, "a stop without workers does not end")
  }

  // MARK: - What the master does

  private mutating func obey() {
    guard fault == nil, !hasFinished else { return }
    if pool.isComplete { proven = (size, stopTimeout) }
    let before = processes
    let decisions = pool.decisions(at: now)
    for decision in decisions { carryOut(decision) }
    guard !hasFinished else { return }
    checkCounts()
    checkService(before)
  }

  private mutating func carryOut(_ decision: Pool.Decision) {
    switch decision {
    case .spawn:
      expect(!isStopping, "a stopping pool starts a worker")
      guard canStart else { return pool.spawnFailed(at: now) }
      // Process ids are used again.
      let id = ProcessID((1...processes.count + 1).first { id in !processes.contains { $0.id == id } } ?? 0)
      processes.append(Process(id: id))
      pool.spawned(id, at: now)
    case .retire(let id):
      change(id, decision, if: { $0.asked == nil && !$0.isKilled }) { [now] in $0.asked = now }
    case .serve(let id):
      expect(!processes.contains { $0.isReady && $0.stays }, "a worker that lacks something serves beside a ready one")
      change(id, decision, if: { $0.isUnable && !$0.isReady && !$0.isTold }) { $0.isTold = true }
    case .kill(let id):
      change(id, decision, if: { $0.asked != nil && !$0.isKilled }) { $0.isKilled = true }
      let asked = processes.first { $0.id == id }?.asked ?? now
      expect(stopsNow || now - asked >= Self.stopTimeouts[0], "a worker is killed too early")
    case .end(let id): change(id, decision, if: { $0.isStalled && !$0.isKilled }) { $0.isKilled = true }
    case .finish:
      expect(isStopping && processes.isEmpty, "the pool finishes with workers")
      hasFinished = true
    }
  }

  /// Reloads change how long workers have, and those asked before keep their deadline.
  static let stopTimeouts: [Duration] = [.seconds(5), .seconds(30)]

  private mutating func change(
    _ id: ProcessID, _ decision: Pool.Decision, if isRight: (Process) -> Bool, _ change: (inout Process) -> Void
  ) {
    guard let index = processes.firstIndex(where: { $0.id == id }), isRight(processes[index]) else {
      return expect(false, "\(decision) makes no sense")
    }
    change(&processes[index])
  }

  // MARK: - What is promised

  private mutating func checkCounts() {
    expect(Set(pool.members.map(\.process)) == Set(processes.map(\.id)), "the pool has forgotten a worker")
    let (staying, size, largestSize) = (processes.count(where: \.stays), size, largestSize)
    expect(staying <= 2 * largestSize, "\(staying) workers run, and no more than \(largestSize) were ever wanted")
    guard !isStopping else { return }
    let lasting = processes.count { $0.stays && !$0.isReplaced }
    expect(lasting >= size || !canStart || now < pool.nextSpawn, "\(lasting) workers of \(size), and none is started")
    expect(lasting >= size || pool.nextDeadline(at: now) != nil, "a worker is missing, and nothing is due")
    for process in processes where process.asked != nil && !process.isKilled {
      expect(pool.nextDeadline(at: now) != nil, "a retiring worker has no deadline")
    }
  }

  /// A pool that serves goes on serving, unless the worker itself is at fault.
  private mutating func checkService(_ before: [Process]) {
    let retired = before.filter { old in
      old.isReady && old.stays && !old.hangs && processes.contains { $0.id == old.id && !$0.stays }
    }
    expect(
      isStopping || retired.isEmpty || processes.contains { $0.isReady && $0.stays },
      "the last worker that serves was retired")
  }

  private mutating func expect(_ isTrue: Bool, _ promise: @autoclosure () -> String) {
    if !isTrue, fault == nil { fault = promise() }
  }
}

extension SimulatedPool.Step {
  /// A list of steps in which some kinds of trouble are frequent and others missing, so that rare ones meet.
  static func drawn(_ draws: inout Draws) -> [Self] {
    let kinds = (0..<draws.number(2...7)).map { _ in draws.number(0...13) }
    return (0..<draws.number(2...40)).map { _ in
      // Without these three little else happens.
      draw(draws.once(in: 2) ? draws.number(0...2) : kinds.randomElement(using: &draws) ?? 0, &draws)
    }
  }

  private static func draw(_ kind: Int, _ draws: inout Draws) -> Self {
    let number = draws.number(0...7)
    switch kind {
    case 0: return .becomeReady(number)
    case 1: return .pass(.milliseconds([1, 100, 1_000, 5_000, 40_000, 7_200_000].randomElement(using: &draws) ?? 1))
    case 2: return .end(number)
    case 3: return .becomeUnable(number)
    case 4: return .crash(number)
    case 5: return .canStart(draws.once(in: 2))
    case 6:
      let stopTimeout = SimulatedPool.stopTimeouts.randomElement(using: &draws) ?? .zero
      return .reload(draws.number(1...4), stopTimeout: stopTimeout)
    case 7: return .resize(draws.number(1...4))
    case 8: return .recycle(number)
    case 9: return .hang(number)
    case 10: return .stall(number)
    case 11: return .loseSocket
    case 12: return draws.once(in: 4) ? .stop : .pass(.zero)
    default: return draws.once(in: 4) ? .stopNow : .pass(.zero)
    }
  }
}
