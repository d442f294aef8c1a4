import Glibc

/// What a master knows of its workers, and what follows from it: values in, decisions out, no system call.
///
/// Times are seconds of a clock that never goes back.
package struct Pool {
  package enum Decision: Equatable {
    case spawn
    /// Ask a worker to finish what it has begun and go.
    case retire(pid_t)
    /// Let a worker serve although it lacks something: nobody else can do better.
    case serve(pid_t)
    /// End a worker that was asked and did not go in time.
    case kill(pid_t)
    /// End a worker that nobody needs to ask.
    case end(pid_t)
    /// Every worker has gone and none shall come.
    case finish
  }

  enum State: Equatable {
    case starting
    /// It lacks what it needs to serve, keeps looking for it, and waits; `isTold`: to serve as it is.
    case unable(reason: String, isTold: Bool)
    case ready
    case retiring(deadline: Double)
    /// To be ended without being asked.
    case doomed
    case killed
  }

  struct Member: Equatable {
    let process: pid_t
    /// Counts reloads: workers of an earlier generation are replaced.
    let generation: Int
    let startedAt: Double
    var state: State
    var replacement = Replacement.none
  }

  /// Whether a worker goes although nobody reloads or stops.
  enum Replacement: Equatable {
    case none
    /// When the one that takes its place is ready.
    case afterwards
    /// At once.
    case now
  }

  package private(set) var size: Int
  /// Seconds between asking a worker to go and ending it.
  private var stopTimeout: Double
  private(set) var members: [Member] = []
  private var generation = 0
  /// That of the last time that the pool was complete.
  private var provenGeneration = 0
  private var isStopping = false
  /// Workers that died young, one after the other.
  private(set) var youngDeaths = 0
  /// Before that no worker is started.
  private(set) var nextSpawn = 0.0

  package init(size: Int, stopTimeout: Double) {
    self.size = size
    self.stopTimeout = stopTimeout
  }

  package var readyCount: Int { members.count { $0.state == .ready } }

  package mutating func spawned(_ process: pid_t, at now: Double) {
    members.append(Member(process: process, generation: generation, startedAt: now, state: .starting))
  }

  /// A worker could not even be started: tried again later.
  package mutating func spawnFailed(at now: Double) { backOff(at: now) }

  package mutating func becameReady(_ process: pid_t) {
    guard let index = members.firstIndex(where: { $0.process == process }) else { return }
    if members[index].isPreparing { members[index].state = .ready }
  }

  package mutating func becameUnable(_ process: pid_t, _ reason: String) {
    guard let index = members.firstIndex(where: { $0.process == process }) else { return }
    if members[index].state == .starting { members[index].state = .unable(reason: reason, isTold: false) }
  }

  /// Replaces a worker that still does its work: the new one first.
  /// - Returns: false where it goes anyway.
  mutating func renew(_ process: pid_t) -> Bool {
    guard members.contains(where: { $0.process == process && $0.isServing && isCurrent($0) }) else { return false }
    replace(process, .afterwards)
    return true
  }

  /// Replaces a worker of which a slot hangs: it is asked to go at once.
  mutating func abandon(_ process: pid_t) { replace(process, .now) }

  /// The same of all: nobody can reach them any more.
  mutating func abandonAll() { for member in members { abandon(member.process) } }

  private mutating func replace(_ process: pid_t, _ replacement: Replacement) {
    guard let index = members.firstIndex(where: { $0.process == process }) else { return }
    members[index].replacement = replacement
  }

  /// Ends a worker without asking: nothing that it could still finish is left.
  /// - Returns: false if that has been done already.
  @discardableResult
  mutating func end(_ process: pid_t) -> Bool {
    guard let index = members.firstIndex(where: { $0.process == process }),
      members[index].state != .killed, members[index].state != .doomed
    else { return false }
    members[index].state = .doomed
    return true
  }

  /// - Returns: whether the worker had been asked to go; false for a crash.
  @discardableResult
  package mutating func exited(_ process: pid_t, at now: Double) -> Bool {
    guard let index = members.firstIndex(where: { $0.process == process }) else { return true }
    let member = members.remove(at: index)
    switch member.state {
    case .retiring, .doomed, .killed: return true
    case .starting, .unable: backOff(at: now)
    case .ready:
      // One crash is replaced at once. Workers that die young again and again are not worth a busy loop.
      if now - member.startedAt < Self.youth { backOff(at: now) } else { youngDeaths = 0 }
    }
    return false
  }

  /// Replaces every worker: the new ones first.
  package mutating func reload(size: Int, stopTimeout: Double) {
    self.size = size
    self.stopTimeout = stopTimeout
    generation = (members.map(\.generation).max() ?? generation) + 1
    youngDeaths = 0
    nextSpawn = 0
  }

  /// Takes a reload back whose workers cannot do what the old ones can: these stay, and the new ones go.
  /// - Returns: false if there is nothing to take back: a new one can serve, or no old one can either.
  mutating func takeBackFutileReload() -> Bool {
    let new = members.filter { $0.generation > provenGeneration }
    guard generation > provenGeneration, new.contains(where: \.isUnable), !new.contains(where: { $0.state == .ready }),
      members.contains(where: { $0.generation == provenGeneration && $0.state == .ready })
    else { return false }
    generation = provenGeneration
    return true
  }

  /// More workers, or fewer: the newest go.
  mutating func resize(to size: Int) { self.size = size }

  /// Whether as many workers of the newest generation have started as there should be, and no older one serves.
  var isComplete: Bool {
    let serving = members.filter(\.isServing)
    return serving.count { isCurrent($0) && $0.state != .starting } >= size && serving.allSatisfy(isCurrent)
  }

  /// What the workers lack if none of them can serve as it should; nil if one can.
  var fault: String? {
    guard !members.contains(where: { $0.state == .ready }) else { return nil }
    return members.lazy.compactMap { if case .unable(let reason, _) = $0.state { reason } else { nil } }.first
  }

  /// Which workers serve and are ready.
  var serving: Set<pid_t> { Set(members.lazy.filter { $0.state == .ready }.map(\.process)) }

  package mutating func stop() { isStopping = true }

  /// Ends those that do not go by themselves at once.
  package mutating func stopNow() {
    isStopping = true
    stopTimeout = 0
    for index in members.indices {
      if case .retiring = members[index].state { members[index].state = .retiring(deadline: 0) }
    }
  }

  /// What to do now. A decision is taken as carried out; `spawn` is answered by `spawned` or `spawnFailed`.
  package mutating func decisions(at now: Double) -> [Decision] {
    var decisions: [Decision] = []
    if isComplete { provenGeneration = generation }
    if isComplete, members.allSatisfy({ now - $0.startedAt >= Self.youth }) { youngDeaths = 0 }
    if isStopping {
      for index in members.indices { retire(index, at: now, &decisions) }
    } else {
      for index in members.indices where members[index].replacement == .now { retire(index, at: now, &decisions) }
      let current = members.count { isCurrent($0) && $0.isServing }
      if current < size, now >= nextSpawn {
        decisions += Array(repeating: .spawn, count: size - current)
      }
      retireSurplus(at: now, &decisions)
      if !members.contains(where: { $0.state == .ready }) { letServe(&decisions) }
    }
    for index in members.indices {
      switch members[index].state {
      case .retiring(let deadline) where now >= deadline: decisions.append(.kill(members[index].process))
      case .doomed: decisions.append(.end(members[index].process))
      default: continue
      }
      members[index].state = .killed
    }
    if isStopping, members.isEmpty { decisions.append(.finish) }
    return decisions
  }

  /// When to ask again although nothing happened; nil for never.
  package func nextDeadline(at now: Double) -> Double? {
    var deadlines = members.compactMap { member -> Double? in
      if case .retiring(let deadline) = member.state { deadline } else { nil }
    }
    if !isStopping, members.count(where: { isCurrent($0) && $0.isServing }) < size {
      deadlines.append(max(nextSpawn, now))
    }
    return deadlines.min()
  }

  /// As many old workers go as new ones are ready, and with a smaller size the newest of the surplus. One that cannot
  /// serve never displaces one that can.
  private mutating func retireSurplus(at now: Double, _ decisions: inout [Decision]) {
    let serving = members.indices.filter { members[$0].isServing }
    let old = serving.filter { !isCurrent(members[$0]) }
    let (oldUnable, oldAble) = (old.filter { members[$0].isUnable }, old.filter { !members[$0].isUnable })
    let ready = serving.filter { isCurrent(members[$0]) && members[$0].state == .ready }
    let unable = serving.filter { isCurrent(members[$0]) && members[$0].isUnable }
    let new = oldAble.isEmpty ? ready + unable : ready
    for index in (oldUnable + oldAble).prefix(max(0, old.count + new.count - size)) where new.count > 0 {
      retire(index, at: now, &decisions)
    }
    for index in (ready + unable).dropFirst(size) { retire(index, at: now, &decisions) }
  }

  private mutating func letServe(_ decisions: inout [Decision]) {
    for index in members.indices {
      guard case .unable(let reason, isTold: false) = members[index].state else { continue }
      members[index].state = .unable(reason: reason, isTold: true)
      decisions.append(.serve(members[index].process))
    }
  }

  private mutating func retire(_ index: Int, at now: Double, _ decisions: inout [Decision]) {
    guard members[index].isServing else { return }
    members[index].state = .retiring(deadline: now + stopTimeout)
    decisions.append(.retire(members[index].process))
  }

  /// Whether it stays: of this generation, and not replaced for itself.
  private func isCurrent(_ member: Member) -> Bool {
    member.generation == generation && member.replacement == .none
  }

  private mutating func backOff(at now: Double) {
    let delay = youngDeaths == 0 ? 0 : min(Self.longestDelay, Self.firstDelay * Double(1 << min(youngDeaths - 1, 10)))
    nextSpawn = now + delay
    youngDeaths += 1
  }

  /// Seconds a worker must live to count as sound.
  private static let youth = 5.0
  private static let firstDelay = 0.1
  private static let longestDelay = 10.0
}

extension Pool.Member {
  /// Neither asked to go nor on its way out.
  fileprivate var isServing: Bool { isPreparing || state == .ready }

  fileprivate var isPreparing: Bool { state == .starting || isUnable }

  fileprivate var isUnable: Bool { if case .unable = state { true } else { false } }
}
