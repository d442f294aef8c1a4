/// What the master notes of the pool as a whole.
extension Scoreboard {
  package struct Pool: Equatable, Sendable {
    package let master: Int32
    /// Microseconds since 1970.
    package let startedAt: Int64
    /// As configured now.
    package let workers: Int
    package let slots: Int
    /// Workers started, those that died by themselves, reloads, and reloads that a fault in the configuration prevented,
    /// since the start.
    package let spawned: UInt64
    package let crashed: UInt64
    package let reloads: UInt64
    package let refusedReloads: UInt64
  }

  package var pool: Pool {
    Pool(
      master: Int32(truncatingIfNeeded: self[.masterProcess]), startedAt: Int64(truncatingIfNeeded: self[.startedAt]),
      workers: Int(self[.workers]), slots: Int(self[.slotsPerWorker]), spawned: self[.spawned],
      crashed: self[.crashed], reloads: self[.reloads], refusedReloads: self[.refusedReloads])
  }

  package func masterStarted(process: Int32, at microseconds: Int64) {
    self[.masterProcess] = UInt64(process)
    self[.startedAt] = UInt64(microseconds)
  }

  package func configured(workers: Int, slots: Int) {
    self[.workers] = UInt64(workers)
    self[.slotsPerWorker] = UInt64(slots)
  }

  package func countSpawned() { add(1, to: .spawned) }
  package func countCrashed() { add(1, to: .crashed) }
  package func countReload() { add(1, to: .reloads) }
  package func countRefusedReload() { add(1, to: .refusedReloads) }
}
