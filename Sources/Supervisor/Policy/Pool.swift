import System

/// What a master knows about its workers, and what it should do. Values in, decisions out; no system calls.
///
/// Times are on the monotonic clock.
package struct Pool {
  package enum Decision: Equatable {
    case spawn
    /// Ask a worker to finish its requests and end.
    case retire(ProcessID)
    /// Let a worker serve although it lacks something: no other worker is in a better position.
    case serve(ProcessID)
    /// Kill a worker that was asked to retire and has not ended in time.
    case kill(ProcessID)
    /// Kill a worker at once: it could not do what it is asked.
    case end(ProcessID)
    /// The pool has stopped: no worker is left.
    case finish
  }

  enum State: Equatable {
    case starting
    /// It lacks something that it needs to serve, and keeps trying to get it. `isTold`: the master has let it serve
    /// anyway.
    case unable(reason: String, isTold: Bool)
    case ready
    case retiring(deadline: Duration)
    /// To be killed without being asked.
    case doomed
    case killed
  }

  struct Member: Equatable {
    let process: ProcessID
    /// Counts reloads: workers of an earlier generation are replaced.
    let generation: Int
    let startedAt: Duration
    var state: State
    var replacement = Replacement.none
  }

  /// Whether a worker is being replaced although the pool neither reloads nor stops.
  enum Replacement: Equatable {
    case none
    /// It retires when its successor is ready.
    case afterwards
    /// It retires at once.
    case now
  }

  package private(set) var size: Int
  /// Time between asking a worker to retire and killing it.
  private var stopTimeout: Duration
  private(set) var members: [Member] = []
  private var generation = 0
  /// The generation with which the pool was last complete.
  private var provenGeneration = 0
  private var isStopping = false
  /// Workers that died young, in a row.
  private(set) var youngDeaths = 0
  /// No worker is started before then.
  private(set) var nextSpawn = Duration.zero

  package init(size: Int, stopTimeout: Duration) {
    self.size = size
    self.stopTimeout = stopTimeout
  }

  package var readyCount: Int { members.count { $0.state == .ready } }

  // MARK: - What happens

  package mutating func spawned(_ process: ProcessID, at now: Duration) {
    members.append(Member(process: process, generation: generation, startedAt: now, state: .starting))
  }

  /// A worker could not be started; the next attempt backs off.
  package mutating func spawnFailed(at now: Duration) { backOff(at: now) }

  package mutating func becameReady(_ process: ProcessID) {
    guard let index = index(of: process) else { return }
    if members[index].isPreparing { members[index].state = .ready }
  }

  package mutating func becameUnable(_ process: ProcessID, _ reason: String) {
    guard let index = index(of: process) else { return }
    if members[index].state == .starting { members[index].state = .unable(reason: reason, isTold: false) }
  }

  /// - Returns: whether the end was expected: the worker was retiring or being killed. False for a crash.
  @discardableResult
  package mutating func exited(_ process: ProcessID, at now: Duration) -> Bool {
    guard let index = index(of: process) else { return true }
    let member = members.remove(at: index)
    switch member.state {
    case .retiring, .doomed, .killed: return true
    case .starting, .unable: backOff(at: now)
    case .ready:
      // A worker that crashes once is replaced at once. Backing off is only worth it if workers keep dying young.
      if now - member.startedAt < Self.youth { backOff(at: now) } else { youngDeaths = 0 }
    }
    return false
  }

  // MARK: - What is asked for

  /// Replaces a worker that still serves: its successor starts first.
  /// - Returns: false if the worker does not serve or is already being replaced.
  mutating func recycle(_ process: ProcessID) -> Bool {
    guard members.contains(where: { $0.process == process && $0.isServing && isCurrent($0) }) else { return false }
    replace(process, .afterwards)
    return true
  }

  /// Replaces a worker with a hung slot: it retires at once.
  mutating func abandon(_ process: ProcessID) { replace(process, .now) }

  /// Replaces all workers at once, because nobody can reach them.
  mutating func abandonAll() { for member in members { abandon(member.process) } }

  /// Kills a worker without asking it to retire: it has nothing left to finish.
  /// - Returns: false if that was already decided.
  @discardableResult
  mutating func end(_ process: ProcessID) -> Bool {
    guard let index = index(of: process), members[index].state != .killed, members[index].state != .doomed
    else { return false }
    members[index].state = .doomed
    return true
  }

  /// Replaces every worker, starting the new ones first.
  package mutating func reload(size: Int, stopTimeout: Duration) {
    self.size = size
    self.stopTimeout = stopTimeout
    generation = (members.map(\.generation).max() ?? generation) + 1
    youngDeaths = 0
    nextSpawn = .zero
  }

  /// Takes back a reload if the new workers cannot serve but the old ones can: the old ones stay, the new ones retire.
  /// - Returns: false if there is nothing to take back: a new worker can serve, or no old one can either.
  mutating func takeBackFutileReload() -> Bool {
    let new = members.filter { $0.generation > provenGeneration }
    guard generation > provenGeneration, new.contains(where: \.isUnable), !new.contains(where: { $0.state == .ready }),
      members.contains(where: { $0.generation == provenGeneration && $0.state == .ready })
    else { return false }
    generation = provenGeneration
    return true
  }

  /// Starts workers, or retires the newest ones, until there are `size`.
  /// - Parameter stopTimeout: nil to keep the present one.
  mutating func resize(to size: Int, stopTimeout: Duration? = nil) {
    self.size = size
    self.stopTimeout = stopTimeout ?? self.stopTimeout
  }

  package mutating func stop() { isStopping = true }

  /// Stops, and kills the workers that do not end at once by themselves.
  package mutating func stopNow() {
    isStopping = true
    stopTimeout = .zero
    for index in members.indices {
      if case .retiring = members[index].state { members[index].state = .retiring(deadline: .zero) }
    }
  }

  // MARK: - What is known

  /// Whether enough workers of the newest generation have started, and no older one serves.
  var isComplete: Bool {
    let serving = members.filter(\.isServing)
    return serving.count { isCurrent($0) && $0.state != .starting } >= size && serving.allSatisfy(isCurrent)
  }

  /// What the workers lack if none of them is ready; nil if one is.
  var fault: String? {
    guard !members.contains(where: { $0.state == .ready }) else { return nil }
    return members.lazy.compactMap { if case .unable(let reason, _) = $0.state { reason } else { nil } }.first
  }

  /// The workers that are ready.
  var serving: Set<ProcessID> { Set(members.lazy.filter { $0.state == .ready }.map(\.process)) }

  // MARK: - What to do

  /// What to do now. The pool assumes that each decision is carried out. The caller answers each `spawn` with `spawned`
  /// or `spawnFailed`.
  package mutating func decisions(at now: Duration) -> [Decision] {
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
      retireOvertaken(at: now, &decisions)
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

  /// When to ask for decisions again even if nothing happens; nil for never.
  package func nextDeadline(at now: Duration) -> Duration? {
    var deadlines = members.compactMap { member -> Duration? in
      if case .retiring(let deadline) = member.state { deadline } else { nil }
    }
    if !isStopping, members.count(where: { isCurrent($0) && $0.isServing }) < size {
      deadlines.append(max(nextSpawn, now))
    }
    return deadlines.min()
  }

  /// Retires old workers that have been overtaken by a reload before they were ready, and that the pool can do without.
  /// Otherwise reloads in quick succession would each leave a pool's worth of them.
  private mutating func retireOvertaken(at now: Duration, _ decisions: inout [Decision]) {
    let old = members.indices.filter { members[$0].isServing && !isCurrent(members[$0]) }
    let readyCount = old.count { members[$0].state == .ready }
    let preparing = old.filter { members[$0].isUnable } + old.filter { members[$0].state == .starting }
    for index in preparing.dropFirst(max(0, size - readyCount)) { retire(index, at: now, &decisions) }
  }

  /// Retires one old worker for each new one that is ready, and the newest ones that exceed `size`. A worker that
  /// cannot serve never displaces one that can.
  private mutating func retireSurplus(at now: Duration, _ decisions: inout [Decision]) {
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

  private mutating func retire(_ index: Int, at now: Duration, _ decisions: inout [Decision]) {
    guard members[index].isServing else { return }
    members[index].state = .retiring(deadline: now + stopTimeout)
    decisions.append(.retire(members[index].process))
  }

  private mutating func replace(_ process: ProcessID, _ replacement: Replacement) {
    if let index = index(of: process) { members[index].replacement = replacement }
  }

  private func index(of process: ProcessID) -> Int? { members.firstIndex { $0.process == process } }

  /// Whether a worker stays: it is of the newest generation and not being replaced.
  private func isCurrent(_ member: Member) -> Bool {
    member.generation == generation && member.replacement == .none
  }

  /// The first young death causes no delay. From the second on, each one doubles it.
  private mutating func backOff(at now: Duration) {
    let delay: Duration =
      youngDeaths == 0 ? .zero : min(Self.longestDelay, Self.firstDelay * (1 << min(youngDeaths - 1, 10)))
    nextSpawn = now + delay
    youngDeaths += 1
  }

  /// How long a worker must live to count as sound.
  private static let youth = Duration.seconds(5)
  private static let firstDelay = Duration.milliseconds(100)
  private static let longestDelay = Duration.seconds(10)
}

extension Pool.Member {
  /// Not retiring, and not about to be killed.
  fileprivate var isServing: Bool { isPreparing || state == .ready }

  fileprivate var isPreparing: Bool { state == .starting || isUnable }

  fileprivate var isUnable: Bool { if case .unable = state { true } else { false } }
}
