import Synchronization

/// Hashes passwords for all slots of a worker, one at a time: a hash takes a quarter of a second of a core, and the other
/// requests want that core, too. A few may wait; the rest is refused at once, so that slots stay free.
package final class PasswordHasher: Sendable {
  /// As many places are taken as there are.
  package struct Overloaded: Error, Equatable {
    package init() {}
  }

  private let cost: Int
  private let places: Int
  private let run: @Sendable (() -> Void) -> Void
  private let taken = Atomic(0)
  private let turn = Mutex(())

  /// - Parameters:
  ///   - cost: log2 of bcrypt's rounds, for new passwords.
  ///   - waiting: how many may wait for their turn.
  ///   - run: runs the work and returns when it is done, for example on a thread that yields to others.
  package init(cost: Int, waiting: Int, run: @escaping @Sendable (() -> Void) -> Void = { $0() }) {
    self.cost = cost
    places = 1 + waiting
    self.run = run
  }

  /// A right to hash, now or after those who came before. It is asked for first, before a request has cost anything else.
  package struct Place: ~Copyable {
    private let hasher: PasswordHasher

    fileprivate init(_ hasher: PasswordHasher) { self.hasher = hasher }

    deinit { hasher.taken.subtract(1, ordering: .relaxed) }

    package borrowing func hash(_ password: String) -> String {
      hasher.inTurn { [hasher] in Password.hash(password, cost: hasher.cost) }
    }

    /// Whether `password` is the one behind `hash`. Without a hash it never is, which takes as long to find out.
    package borrowing func matches(_ password: String, _ hash: String?) -> Bool {
      hasher.inTurn { [hasher] in
        Password.matches(password, hash ?? Password.decoy(cost: hasher.cost)) && hash != nil
      }
    }
  }

  package func place() throws(Overloaded) -> Place {
    guard taken.add(1, ordering: .relaxed).newValue <= places else {
      taken.subtract(1, ordering: .relaxed)
      throw Overloaded()
    }
    return Place(self)
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
