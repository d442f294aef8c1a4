/// The state of the whole pool, as its master shows it on the scoreboard.
package struct PoolFigures: Equatable, Sendable {
  package let master: Int32
  /// When the master started: since 1970, and on the monotonic clock.
  package let startedAt: Duration
  package let monotonicStartedAt: Duration
  /// The configured maximum and minimum of workers. `wantedWorkers` is how many there should be at the moment.
  package let workers: Int
  package let minimumWorkers: Int
  package let wantedWorkers: Int
  /// Slots of each worker.
  package let slots: Int
  /// Connections that wait for a worker.
  package let queued: UInt64
  /// In the order of `PoolCounter`.
  package let counters: [UInt64]
  /// When the last reload was done, and the last one refused, since 1970; nil if never.
  package let reloadedAt: Duration?
  package let reloadRefusedAt: Duration?
  /// Workers that died young, in a row.
  package let youngDeaths: UInt64
  /// When the next worker is started after these, on the monotonic clock; nil if the master does not back off.
  package let nextStartAt: Duration?

  package subscript(counter: PoolCounter) -> UInt64 { counters[counter.rawValue] }
}

extension Scoreboard {
  package var pool: PoolFigures {
    PoolFigures(
      master: Int32(truncatingIfNeeded: self[.masterProcess]), startedAt: Duration(ticks: self[.startedAt]),
      monotonicStartedAt: Duration(ticks: self[.monotonicStartedAt]), workers: Int(clamping: self[.workers]),
      minimumWorkers: Int(clamping: self[.minimumWorkers]), wantedWorkers: Int(clamping: self[.wantedWorkers]),
      slots: Int(clamping: self[.slotsPerWorker]), queued: self[.queued],
      counters: PoolCounter.allCases.map { self[$0] }, reloadedAt: time(.reloadedAt),
      reloadRefusedAt: time(.reloadRefusedAt), youngDeaths: self[.youngDeaths], nextStartAt: time(.nextStartAt))
  }

  private func time(_ field: ScoreboardLayout.Header) -> Duration? {
    self[field] == 0 ? nil : Duration(ticks: self[field])
  }

  // MARK: - Written by the master

  /// - Parameters:
  ///   - time: since 1970.
  ///   - monotonic: the same moment on the monotonic clock.
  package func masterStarted(process: Int32, at time: Duration, monotonic: Duration) {
    self[.masterProcess] = UInt64(process)
    self[.startedAt] = time.ticks
    self[.monotonicStartedAt] = monotonic.ticks
  }

  package func configured(workers: Int, atLeast minimum: Int, slots: Int) {
    self[.workers] = UInt64(workers)
    self[.minimumWorkers] = UInt64(minimum)
    self[.slotsPerWorker] = UInt64(slots)
  }

  package func wants(workers: Int) { self[.wantedWorkers] = UInt64(workers) }
  package func queued(_ connections: Int) { self[.queued] = UInt64(connections) }

  /// - Parameter nextStart: on the monotonic clock; nil if the master does not back off.
  package func backsOff(youngDeaths: Int, nextStart: Duration?) {
    self[.youngDeaths] = UInt64(youngDeaths)
    self[.nextStartAt] = (nextStart ?? .zero).ticks
  }

  /// - Parameter time: since 1970.
  package func countReload(at time: Duration) {
    self[.reloadedAt] = time.ticks
    count(.reloads)
  }

  /// - Parameter time: since 1970.
  package func countRefusedReload(at time: Duration) {
    self[.reloadRefusedAt] = time.ticks
    count(.refusedReloads)
  }

  /// A remark about the last reload: why it was refused, or what it could not change; empty if there is none. The
  /// master writes it before it counts the reload.
  package var remark: String {
    get {
      let words = (0..<ScoreboardLayout.remarkSize / 8).map { load(layout.remarkOffset + $0 * 8) }
      let bytes = words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    set {
      // A terminating zero always remains.
      let bytes = Array(newValue.utf8.prefix(ScoreboardLayout.remarkSize - 1))
      for position in 0..<ScoreboardLayout.remarkSize / 8 {
        var word: UInt64 = 0
        withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: bytes.dropFirst(position * 8).prefix(8)) }
        store(word, at: layout.remarkOffset + position * 8)
      }
    }
  }

  // MARK: - Written by workers

  /// When the database last had no room for a change by any worker, since 1970; nil if the same route
  /// has saved a change since.
  package var databaseFullAt: Duration? { time(.databaseFullAt) }
}
