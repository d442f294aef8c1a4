/// What the master notes of the pool as a whole.
extension Scoreboard {
  package struct Pool: Equatable, Sendable {
    package let master: Int32
    /// When the master started: microseconds since 1970, and of `monotonicMicroseconds`.
    package let startedAt: Int64
    package let beganAt: Int64
    /// As configured now; `workers` at most, `minimumWorkers` at least, and so many at this moment.
    package let workers: Int
    package let minimumWorkers: Int
    package let wantedWorkers: Int
    package let slots: Int
    /// Connections that wait for a worker.
    package let queued: UInt64
    /// Workers started, those that died by themselves, reloads, and reloads that a fault in the configuration
    /// prevented, since the start.
    package let spawned: UInt64
    package let crashed: UInt64
    package let reloads: UInt64
    package let refusedReloads: UInt64
    /// When the last reload was, and the last one that was refused, in microseconds since 1970; nil for never.
    package let reloadedAt: Int64?
    package let reloadRefusedAt: Int64?
    /// Times that every slot of the most workers was busy, workers replaced after their share of requests, and requests
    /// that took longer than the limits, since the start.
    package let maximumReached: UInt64
    package let recycled: UInt64
    package let overSoftLimit: UInt64
    package let overHardLimit: UInt64
    /// Lines that the log could not take, of all processes, since the start.
    package let logLinesDropped: UInt64
    /// Workers that did not run any more and were ended, and TCP clients that may not connect, since the start.
    package let frozen: UInt64
    package let refusedClients: UInt64
    /// Workers that died young, one after the other.
    package let youngDeaths: UInt64
    /// When a worker is started again after these, in microseconds of `monotonicMicroseconds`; nil if nothing is held
    /// back.
    package let nextStartAt: Int64?
  }

  package var pool: Pool {
    Pool(
      master: Int32(truncatingIfNeeded: self[.masterProcess]), startedAt: Int64(clamping: self[.startedAt]),
      beganAt: Int64(clamping: self[.beganAt]),
      workers: Int(clamping: self[.workers]), minimumWorkers: Int(clamping: self[.minimumWorkers]),
      wantedWorkers: Int(clamping: self[.wantedWorkers]), slots: Int(clamping: self[.slotsPerWorker]),
      queued: self[.queued],
      spawned: self[.spawned], crashed: self[.crashed], reloads: self[.reloads],
      refusedReloads: self[.refusedReloads], reloadedAt: time(.reloadedAt), reloadRefusedAt: time(.reloadRefusedAt),
      maximumReached: self[.maximumReached], recycled: self[.recycled],
      overSoftLimit: self[.overSoftLimit], overHardLimit: self[.overHardLimit],
      logLinesDropped: self[.logLinesDropped], frozen: self[.frozen],
      refusedClients: self[.refusedClients], youngDeaths: self[.youngDeaths],
      nextStartAt: self[.nextStartAt] == 0 ? nil : Int64(clamping: self[.nextStartAt]))
  }

  /// - Parameters:
  ///   - time: microseconds since 1970.
  ///   - moment: the same of `monotonicMicroseconds`.
  package func masterStarted(process: Int32, at time: Int64, moment: Int64) {
    self[.masterProcess] = UInt64(process)
    self[.startedAt] = UInt64(time)
    self[.beganAt] = UInt64(moment)
  }

  package func configured(workers: Int, atLeast minimum: Int, slots: Int) {
    self[.workers] = UInt64(workers)
    self[.minimumWorkers] = UInt64(minimum)
    self[.slotsPerWorker] = UInt64(slots)
  }

  package func wants(workers: Int) { self[.wantedWorkers] = UInt64(workers) }
  package func queued(_ connections: Int) { self[.queued] = UInt64(connections) }

  /// - Parameter nextStart: microseconds of `monotonicMicroseconds`; nil if nothing is held back.
  package func diedYoung(_ count: Int, nextStart: Int64?) {
    self[.youngDeaths] = UInt64(count)
    self[.nextStartAt] = UInt64(nextStart ?? 0)
  }

  package func countSpawned() { add(1, to: .spawned) }
  package func countCrashed() { add(1, to: .crashed) }

  /// - Parameter time: microseconds since 1970.
  package func countReload(at time: Int64) {
    self[.reloadedAt] = UInt64(time)
    add(1, to: .reloads)
  }

  /// - Parameter time: microseconds since 1970.
  package func countRefusedReload(at time: Int64) {
    self[.reloadRefusedAt] = UInt64(time)
    add(1, to: .refusedReloads)
  }

  /// When the database last had no room for what any worker was to save, in microseconds since 1970; nil where any has
  /// saved something since.
  package var databaseFullAt: Int64? { time(.databaseFullAt) }

  private func time(_ field: Layout.Header) -> Int64? { self[field] == 0 ? nil : Int64(clamping: self[field]) }

  package func countMaximumReached() { add(1, to: .maximumReached) }
  package func countRecycled() { add(1, to: .recycled) }
  package func countOverSoftLimit() { add(1, to: .overSoftLimit) }
  package func countOverHardLimit() { add(1, to: .overHardLimit) }
  package func countDroppedLogLine() { add(1, to: .logLinesDropped) }
  package func countFrozen() { add(1, to: .frozen) }
  package func countRefusedClient() { add(1, to: .refusedClients) }

  /// What there is to say of the last reload: why it was refused, or what it could not do; empty for nothing. Written
  /// before the reload is counted.
  package var remark: String {
    get {
      let words = (0..<Layout.remarkSize / 8).map { load(layout.remarkOffset + $0 * 8) }
      let bytes = words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    set {
      // One zero stays behind it.
      let bytes = Array(newValue.utf8.prefix(Layout.remarkSize - 1))
      for position in 0..<Layout.remarkSize / 8 {
        var word: UInt64 = 0
        withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: bytes.dropFirst(position * 8).prefix(8)) }
        store(word, at: layout.remarkOffset + position * 8)
      }
    }
  }
}
