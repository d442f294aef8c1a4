import Synchronization

/// Hashes passwords for all slots of a worker, one at a time: a hash takes a quarter of a second of a core, and the
/// other requests want that core, too. Some may wait; the rest is refused at once, so that slots stay free.
///
/// Whoever floods the log-in must not hold it shut for others. So one network has only part of the places, the others
/// are for networks that have none, and the last one is for a network from which the account has been used before.
package final class PasswordHasher: Sendable {
  /// As many places are taken as the network may have.
  package struct Overloaded: Error, Equatable {
    package init() {}
  }

  private struct Taken {
    var all = 0
    /// By network; none with 0.
    var byNetwork: [[UInt8]: Int] = [:]
  }

  private let cost: Int
  private let places: Int
  private let run: @Sendable (() -> Void) -> Void
  private let taken = Mutex(Taken())
  private let turn = Mutex(())

  /// - Parameters:
  ///   - cost: log2 of bcrypt's rounds, for new passwords.
  ///   - places: how many hash or wait for their turn; at least 1.
  ///   - run: runs the work and returns when it is done, for example on a thread that yields to others.
  package init(cost: Int, places: Int, run: @escaping @Sendable (() -> Void) -> Void = { $0() }) {
    precondition(places > 0)
    self.cost = cost
    self.places = places
    self.run = run
  }

  /// A right to hash, now or after those who came before.
  package struct Place: ~Copyable {
    private let hasher: PasswordHasher
    private let network: [UInt8]

    fileprivate init(_ hasher: PasswordHasher, _ network: [UInt8]) {
      self.hasher = hasher
      self.network = network
    }

    deinit { hasher.leave(network) }

    package borrowing func hash(_ password: String) -> String {
      hasher.inTurn { [hasher] in Password.hash(Password.prepared(password), cost: hasher.cost) }
    }

    /// Whether `password` is the one behind `hash`. Without a hash it never is, which takes as long to find out.
    package borrowing func match(_ password: String, _ hash: String?) -> PasswordMatch {
      hasher.inTurn { [hasher] in
        let match = PasswordMatch(password, hash ?? Password.decoy(cost: hasher.cost))
        return hash == nil ? .none : match
      }
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

  private func inTurn<Result: Sendable>(_ work: () -> Result) -> Result {
    turn.withLock { _ in
      var result: Result?
      run { result = work() }
      guard let result else { preconditionFailure("the work was not run") }
      return result
    }
  }
}

/// Whether a password is the one behind a hash, and in which form.
package enum PasswordMatch: Sendable {
  case none
  /// As new passwords are hashed.
  case prepared
  /// Only as it was typed: the hash is of a time when passwords were not prepared.
  case asTyped

  init(_ password: String, _ hash: String) {
    let prepared = Password.prepared(password)
    if Password.matches(prepared, hash) {
      self = .prepared
    } else if !prepared.utf8.elementsEqual(password.utf8), Password.matches(password, hash) {
      self = .asTyped
    } else {
      self = .none
    }
  }
}
