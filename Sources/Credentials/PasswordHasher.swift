import Threads

/// Hashes passwords for all slots of a worker. A hash takes a quarter of a second of a core, and the other requests
/// want that core, too: see `LongWork`.
package final class PasswordHasher: Sendable {
  private let cost: Int
  private let work: LongWork

  /// - Parameter cost: log2 of bcrypt's rounds, for new passwords.
  package init(cost: Int, _ work: LongWork) {
    self.cost = cost
    self.work = work
  }

  /// A right to hash, now or after those who came before.
  package struct Place: ~Copyable {
    private let cost: Int
    private let place: LongWork.Place

    fileprivate init(cost: Int, _ place: consuming LongWork.Place) {
      self.cost = cost
      self.place = place
    }

    package borrowing func hash(_ password: String) -> String {
      place.run { [cost] in Password.hash(Password.prepared(password), cost: cost) }
    }

    /// Whether `password` is the one behind `hash`. Without a hash it never is, which takes as long to find out.
    package borrowing func match(_ password: String, _ hash: String?) -> PasswordMatch {
      place.run { [cost] in
        let match = PasswordMatch(password, hash ?? Password.decoy(cost: cost))
        return hash == nil ? .none : match
      }
    }
  }

  /// - Parameters:
  ///   - network: where the request comes from.
  ///   - isKnown: whether the account that it is about has been used from there.
  package func place(for network: [UInt8], isKnown: Bool) throws(LongWork.Overloaded) -> Place {
    Place(cost: cost, try work.place(for: network, isKnown: isKnown))
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
