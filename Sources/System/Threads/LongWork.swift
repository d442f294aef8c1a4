import Synchronization

/// Long work for requests, such as hashing a password, on threads of low priority. A bounded number of requests may
/// wait for it, and the rest are refused at once, so that slots stay free.
///
/// A flood from one network must not lock out others. So one network gets only part of the places, the rest are for
/// networks that hold none, and the last one is for a known network.
package final class LongWork: Sendable {
  /// No place is free for the network.
  package struct Overloaded: Error, Equatable {
    package init() {}
  }

  private struct Taken {
    var all = 0
    /// Networks that hold none have no entry.
    var byNetwork: [[UInt8]: Int] = [:]
  }

  private let places: Int
  private let queue: WorkQueue
  private let taken = Mutex(Taken())

  /// - Parameters:
  ///   - places: how many requests may work or wait for a core; at least 1.
  ///   - cores: the cores to work on.
  ///   - priority: the priority of the threads.
  package init(places: Int, on cores: Cores, priority: ThreadPriority) {
    precondition(places > 0)
    self.places = places
    queue = WorkQueue(threads: cores.count, priority: priority) { work in cores.use(work) }
  }

  /// The right to work as soon as a core is free.
  package struct Place: ~Copyable {
    private let work: LongWork
    private let network: [UInt8]

    fileprivate init(_ work: LongWork, _ network: [UInt8]) {
      self.work = work
      self.network = network
    }

    deinit { work.leave(network) }

    package borrowing func run<Result>(_ body: () -> Result) -> Result {
      var result: Result?
      work.queue.run { result = body() }
      guard let result else { preconditionFailure("the work has not run") }
      return result
    }
  }

  /// - Parameters:
  ///   - network: the network that the request comes from.
  ///   - isKnown: whether the account in question has been used from that network.
  package func place(for network: [UInt8], isKnown: Bool) throws(Overloaded) -> Place {
    let isFree = taken.withLock { taken in
      guard taken.all < most(holding: taken.byNetwork[network] ?? 0, isKnown: isKnown) else { return false }
      taken.all += 1
      taken.byNetwork[network, default: 0] += 1
      return true
    }
    guard isFree else { throw Overloaded() }
    return Place(self, network)
  }

  /// The number of taken places below which a network gets another one.
  private func most(holding held: Int, isKnown: Bool) -> Int {
    if held > 0 { return places - places / 3 }
    return isKnown || places < 3 ? places : places - 1
  }

  private func leave(_ network: [UInt8]) {
    taken.withLock { taken in
      taken.all -= 1
      let left = (taken.byNetwork[network] ?? 1) - 1
      taken.byNetwork[network] = left == 0 ? nil : left
    }
  }
}
