import Foundation
import Synchronization
import TestCases

/// All clients that keep account, of whom several work at a time.
final class Ledger: Sendable {
  /// By name; those that have finished stay, to be compared at the end.
  private let clients = Mutex<[LedgerClient]>([])
  private let running = Mutex(0)
  private let isStopping = Atomic(false)

  var faults: [String] { clients.withLock { $0.compactMap(\.fault) } }
  var count: Int { clients.withLock { $0.count } }

  /// Changes that were acknowledged, and requests that were repeated. Only after `stop`.
  var writes: Int { clients.withLock { $0.map(\.writes).reduce(0, +) } }
  var repeats: Int { clients.withLock { $0.map(\.repeats).reduce(0, +) } }

  /// - Parameters:
  ///   - ports: sites with the same database.
  ///   - rate: changes a second of all clients together; nil for as many as possible.
  func start(_ threads: Int, on site: LiveSite, ports: [Int], seed: UInt64, rate: Double?) {
    running.withLock { $0 += threads }
    for thread in 0..<threads {
      Thread.detachNewThread { [self] in
        work(on: site, ports, Draws(seed: seed + UInt64(thread)), Pace(rate.map { $0 / Double(threads) }))
        running.withLock { $0 -= 1 }
      }
    }
  }

  private func work(on site: LiveSite, _ ports: [Int], _ draws: Draws, _ pace: Pace) {
    var (draws, pace) = (draws, pace)
    while !isStopping.load(ordering: .relaxed), faults.isEmpty {
      guard let account = try? site.register() else {
        pause(0.1)
        continue
      }
      let client = LedgerClient(account, ports, seed: draws.next())
      clients.withLock { $0.append(client) }
      client.work(until: { isStopping.load(ordering: .relaxed) }, pace: { pace.wait(after: $0) })
    }
  }

  /// Lets the clients finish what they do.
  func stop() throws {
    isStopping.store(true, ordering: .relaxed)
    guard eventually(within: 90, { running.withLock { $0 == 0 } }) else {
      throw LiveError("a client is still waiting for a response")
    }
  }

  /// Compares all that is stored with the accounts. Only after `stop`.
  func compareAll() { for client in clients.withLock({ $0 }) { client.compareAll() } }
}

/// Spreads work evenly, and makes up for pauses.
struct Pace {
  /// Seconds from one piece of work to the next; nil for none.
  private let interval: Double?
  private var due = now()

  /// - Parameter rate: pieces of work a second; nil for as many as possible.
  init(_ rate: Double?) { interval = rate.map { 1 / $0 } }

  mutating func wait(after count: Int = 1) {
    guard let interval else { return }
    // After a long pause not everything at once.
    due = max(due + interval * Double(count), now() - 30)
    if due > now() { pause(due - now()) }
  }
}
