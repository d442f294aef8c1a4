import Foundation
import Glibc
import Synchronization
import TestCases
import Testing

/// Clients keep account of every acknowledged change, while a seeded schedule kills, freezes, stops and reloads what
/// serves them. `scripts/prove ledger` runs it for longer.
extension LiveSuites {
  @Suite struct Ledgers {
    private enum Trouble: CaseIterable {
      case killWorker, freezeWorker, reload, killMaster, restartMaster, freezeDatabase, killDatabase, restartDatabase
      case reloadNginx
    }

    let database: DatabaseServer
    let site: LiveSite

    init() throws {
      // What is acknowledged must survive the end of MariaDB's process, though not of its machine.
      database = try DatabaseServer(folder: makeTemporaryFolder(), options: ["--innodb-flush-log-at-trx-commit=2"])
      site = try LiveSite(["slots": "4", "database_timeout": "1s", "stop_timeout": "3s"], database: database)
    }

    @Test func `what was acknowledged stays stored once, and no read goes back, whatever is killed or frozen`() throws {
      let environment = ProcessInfo.processInfo.environment
      let seed = environment["MARQUEE_PROVE_SEED"].flatMap { UInt64($0) } ?? 1
      let seconds = environment["MARQUEE_PROVE_SECONDS"].flatMap { Double($0) } ?? 12
      let ledger = Ledger()
      let threads = 6
      for thread in 0..<threads {
        Thread.detachNewThread { [site] in
          ledger.work(site, Draws(seed: seed + UInt64(thread)))
          ledger.running.withLock { $0 -= 1 }
        }
      }
      ledger.running.withLock { $0 += threads }
      defer { ledger.isStopping.store(true, ordering: .relaxed) }
      var (draws, count, end) = (Draws(seed: seed), 0, now() + seconds)
      while now() < end, !ledger.hasFault {
        pause(Double(draws.number(1...10)) / 10)
        try cause(Trouble.allCases.randomElement(using: &draws) ?? .killWorker, for: Double(draws.number(1...15)) / 10)
        count += 1
      }
      try site.waitUntilItAnswers()
      ledger.isStopping.store(true, ordering: .relaxed)
      guard eventually(within: 90, { ledger.running.withLock { $0 == 0 } }) else {
        throw LiveError("a client is still waiting for a response")
      }
      let clients = ledger.clients.withLock { $0 }
      for client in clients { client.compareAll() }
      let (writes, repeats) = (clients.map(\.writes).reduce(0, +), clients.map(\.repeats).reduce(0, +))
      print("· ledger: \(writes) writes acknowledged, \(repeats) repeated, \(count) troubles, seed \(seed)")
      #expect(clients.compactMap(\.fault) == [], "seed \(seed)")
      #expect(writes > 0)
    }

    /// All clients, of whom several work at a time.
    private final class Ledger: Sendable {
      let isStopping = Atomic(false)
      let running = Mutex(0)
      let clients = Mutex<[LedgerClient]>([])

      var hasFault: Bool { clients.withLock { $0.contains { $0.fault != nil } } }

      func work(_ site: LiveSite, _ draws: Draws) {
        var draws = draws
        while !isStopping.load(ordering: .relaxed), !hasFault {
          guard let account = try? site.register() else {
            pause(0.1)
            continue
          }
          let client = LedgerClient(account, site.client, seed: draws.next())
          clients.withLock { $0.append(client) }
          client.work { isStopping.load(ordering: .relaxed) }
        }
      }
    }

    private func cause(_ trouble: Trouble, for seconds: Double) throws {
      switch trouble {
      case .killWorker: try site.workers().first.map { _ = kill($0, SIGKILL) }
      case .freezeWorker:
        guard let worker = try site.workers().first else { return }
        freeze([worker])
        pause(seconds)
        thaw([worker])
      case .reload: site.server.signal(SIGHUP)
      case .killMaster:
        site.server.signal(SIGKILL)
        try site.restartServer()
      case .restartMaster: try site.restartServer()
      case .freezeDatabase:
        try database.freeze()
        pause(seconds)
        try database.thaw()
      case .killDatabase:
        try database.kill()
        // Waits until it has ended.
        try database.stop()
        try database.start()
      case .restartDatabase:
        try database.stop()
        try database.start()
      case .reloadNginx: site.reloadNginx()
      }
    }
  }
}
