import Synchronization

/// Hashes passwords for all slots of a worker, one at a time: a hash takes a quarter of a second of a core, and the other
/// requests want that core, too. A few may wait; the rest is refused at once, so that slots stay free.
package final class PasswordHasher: Sendable {
  /// As many hashes are under way or waiting as may be.
  package struct Overloaded: Error, Equatable {
    package init() {}
  }

  /// log2 of bcrypt's rounds, for new passwords.
  package let cost: Int
  private let maximum: Int
  private let admitted = Atomic(0)
  private let turn = Mutex(())
  private let run: @Sendable (() -> Void) -> Void

  /// - Parameters:
  ///   - waiting: how many may wait for their turn.
  ///   - run: runs the work and returns when it is done, for example on a thread that yields to others.
  package init(cost: Int, waiting: Int, run: @escaping @Sendable (() -> Void) -> Void = { $0() }) {
    self.cost = cost
    maximum = 1 + waiting
    self.run = run
  }

  /// Hashes being made or waiting for their turn.
  package var underWay: Int { admitted.load(ordering: .relaxed) }

  package func hash(_ password: String) throws(Overloaded) -> String {
    try inTurn { Password.hash(password, cost: cost) }
  }

  /// Whether `password` is the one behind `hash`. Without a hash it never is, which takes as long to find out.
  package func matches(_ password: String, _ hash: String?) throws(Overloaded) -> Bool {
    try inTurn { Password.matches(password, hash ?? Password.decoy(cost: cost)) && hash != nil }
  }

  private func inTurn<Result: Sendable>(_ work: () -> Result) throws(Overloaded) -> Result {
    defer { admitted.subtract(1, ordering: .relaxed) }
    guard admitted.add(1, ordering: .relaxed).newValue <= maximum else { throw Overloaded() }
    return turn.withLock { _ in
      var result: Result?
      run { result = work() }
      guard let result else { preconditionFailure("the work was not run") }
      return result
    }
  }
}
