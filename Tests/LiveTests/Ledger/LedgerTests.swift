import Foundation
import Glibc
import TestCases
import Testing

/// Clients keep account of every acknowledged change, beside other load, while a seeded schedule kills, freezes, stops,
/// reloads and upgrades what serves them. A second pool on the same database is left alone, and must need no more
/// memory, descriptors, threads and log at the end than at the beginning. `scripts/prove` runs it for longer.
extension LiveSuites {
  @Suite struct Ledgers {
    let database: DatabaseServer
    let site: LiveSite
    let steady: SteadyPool
    /// Of the site.
    private let log: String
    private let seed = number("MARQUEE_PROVE_SEED").map { UInt64($0) } ?? 1
    private let seconds = number("MARQUEE_PROVE_SECONDS") ?? 12
    /// Changes a second of all clients; nil for as many as possible. With it the troubles leave time for them.
    private let rate = number("MARQUEE_PROVE_RATE")

    private static func number(_ variable: String) -> Double? {
      ProcessInfo.processInfo.environment[variable].flatMap { Double($0) }
    }

    init() throws {
      // What is acknowledged must survive the end of MariaDB's process, though not of its machine. The small buffer is
      // full before the middle of an hour.
      database = try DatabaseServer(
        folder: makeTemporaryFolder(),
        options: ["--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=64M"])
      let logs = try makeTemporaryFolder()
      log = "\(logs)/log"
      site = try LiveSite(
        [
          "slots": "4", "database_timeout": "1s", "stop_timeout": "3s", "log_level": "info",
          "log_file": log, "learned_models": "\(logs)/learned",
        ], database: database)
      try site.train(["--all"])
      steady = try SteadyPool(beside: site)
    }

    @Test func `what was acknowledged stays stored once, no read goes back, and a pool left alone does not grow`()
      throws
    {
      let ports = [site.client.port, steady.port]
      let (ledger, mixed) = (Ledger(), MixedLoad(on: site, ports: ports, seed: seed))
      ledger.start(8, on: site, ports: ports, seed: seed, rate: rate)
      var (draws, troubles, resources) = (Draws(seed: seed), [String](), Resources())
      let (began, samples) = (now(), max(seconds / 240, 1))
      var (sampled, trained) = (0, 0.0)
      let isAtWork = { now() < began + seconds && ledger.faults.isEmpty && mixed.now.fault == nil }
      // What is found is shown even if something else fails.
      #expect(throws: Never.self) {
        while isAtWork() {
          pause(Double(rate == nil ? draws.number(1...10) : draws.number(10...80)) / 10)
          let (trouble, start) = (Trouble.allCases.randomElement(using: &draws) ?? .killWorker, now())
          do {
            try trouble.happen(to: site, database, for: Double(draws.number(1...15)) / 10)
          } catch {
            throw LiveError("\(trouble): \(error), log: \((try? readText(log).suffix(2_000)) ?? "")")
          }
          troubles.append("\(trouble) after \(Int(start - began)) s, for \(now() - start) s")
          if now() >= began + samples * Double(sampled) {
            sampled += 1
            try sample(&resources, withRows: sampled % 20 == 1)
          }
          if now() >= began + trained + 300 {
            trained = now() - began
            // What such users like at random is no better than what was learnt before.
            try site.train(["EASE", "ItemKNN", "--force"])
          }
        }
      }
      try site.waitUntilItAnswers()
      try ledger.stop()
      try mixed.stop()
      try sample(&resources, withRows: true)
      ledger.compareAll()
      report(ledger, mixed.now, troubles.count, resources)
      #expect(ledger.faults == [], "seed \(seed), after \(troubles.suffix(10))")
      #expect(mixed.now.fault == nil, "seed \(seed), after \(troubles.suffix(10))")
      #expect(crashes() == [], "seed \(seed)")
      #expect(ledger.writes > 0 && mixed.now.answered > 0)
      #expect(steady.processes != nil, "a process of the pool that was left alone has ended")
      // In less time processes still warm up.
      if seconds >= 1_200 { #expect(resources.growths.compactMap { $1.fault($0) } == []) }
    }

    /// What the masters say of workers that trapped.
    private func crashes() -> [Substring] {
      [log, steady.log].flatMap { (try? readText($0).split(separator: "\n")) ?? [] }.filter { line in
        [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGSEGV].contains { line.contains("\"signal \($0)\"") }
      }
    }

    private func sample(_ resources: inout Resources, withRows: Bool) throws {
      let alone = try #require(steady.processes, "a process of the pool that was left alone has ended: \(steady.log)")
      resources.add("left alone: master", of: [steady.server.id])
      for (name, process) in alone { resources.add("left alone: \(name)", of: [process]) }
      resources.add("left alone: nginx", of: try [steady.nginx.id] + children(of: steady.nginx.id))
      resources.add("in trouble: the pool", of: try [site.server.id] + site.workers())
      resources.add("MariaDB", of: [try database.id])
      for (name, log, process) in [
        ("log KiB", steady.log, steady.server), ("access log KiB", steady.accessLog, steady.nginx),
      ] {
        guard let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int else { continue }
        resources.add("left alone: \(name)", Double(size) / 1_024)
        // As logrotate does.
        guard rename(log, "\(log).1") == 0 else { throw LiveError("cannot rename \(log)") }
        process.signal(SIGUSR1)
      }
      guard withRows else { return }
      for table in try site.schema.sql("SHOW TABLES").split(separator: "\n") {
        let rows = try Double(site.schema.sql("SELECT COUNT(*) FROM `\(table)`").filter(\.isNumber)) ?? 0
        resources.add("rows of \(table)", rows)
      }
    }

    private func report(_ ledger: Ledger, _ mixed: MixedLoad.Tally, _ count: Int, _ resources: Resources) {
      print(
        "· ledger: \(ledger.writes) writes of \(ledger.count) clients acknowledged, "
          + "\(ledger.repeats) requests repeated, \(mixed.answered) others answered, \(mixed.later) not or later, "
          + "\(count) troubles, seed \(seed)")
      func text(_ value: Double) -> String { String(format: "%.1f", value) }
      for (name, growth) in resources.growths {
        print(
          "· ledger: \(name) | \(text(growth.first)) | \(text(growth.last)) | \(text(growth.highest))"
            + " | \(text(growth.perHour))")
      }
    }
  }

  /// That a leak would be seen.
  @Suite struct Growths {
    private func growth(_ perHour: Double) throws -> Growth {
      try #require(Growth((0...240).map { (Double($0) * 15, 40 + perHour * Double($0) / 240 + Double($0 % 3)) }))
    }

    @Test func `figures that stay have no slope, and a leak has one`() throws {
      let (flat, leak) = (try growth(0), try growth(18))
      #expect(abs(flat.perHour) < 0.1 && abs(flat.last - flat.first) < 0.1 && flat.highest == 42)
      #expect(abs(leak.perHour - 18) < 0.1 && abs(leak.last - leak.first - 12) < 0.2)
      for name in [
        "worker 1, private MiB", "master, PSS MiB", "nginx, descriptors", "master, threads", "MariaDB, threads",
      ] {
        #expect(flat.fault(name) == nil && leak.fault(name) != nil)
      }
      #expect(Growth([]) == nil && Growth([(1, 1)]) == nil)
    }
  }
}
