import Synchronization

/// Work of requests that takes long beside the others': it runs on threads that yield to theirs. Some of it may wait;
/// the rest is refused at once, so that slots stay free.
///
/// Whoever floods it must not hold it shut for others. So one network has only part of the places, the others are for
/// networks that have none, and the last one is for a network that is known.
package final class LongWork: Sendable {
  /// As many places are taken as the network may have.
  package struct Overloaded: Error, Equatable {
    package init() {}
  }

  private struct Taken {
    var all = 0
    /// By network; none with 0.
    var byNetwork: [[UInt8]: Int] = [:]
  }

  private let places: Int
  private let queue: WorkQueue
  private let taken = Mutex(Taken())

  /// - Parameters:
  ///   - places: how many work or wait for a core; at least 1.
  ///   - cores: what they work on.
  ///   - priority: of their threads.
  package init(places: Int, on cores: Cores, priority: ThreadPriority) {
    precondition(places > 0)
    self.places = places
    queue = WorkQueue(threads: cores.count, priority: priority) { work in cores.use(work) }
  }

  /// A right to work, now or as soon as a core is free.
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
      guard let result else { preconditionFailure("the work was not run") }
      return result
    }
  }

  /// - Parameters:
  ///   - network: where the request comes from.
  ///   - isKnown: whether the account that it is about has been used from there.
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

  /// How many places may be taken before a network gets one more.
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
