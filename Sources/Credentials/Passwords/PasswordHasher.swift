import System

/// Hashes passwords for all slots of a worker. A hash takes a quarter of a second of a core that other requests need,
/// too: see `LongWork`.
package final class PasswordHasher: Sendable {
  private let cost: Int
  private let work: LongWork

  /// - Parameter cost: log2 of the number of bcrypt rounds, for new passwords.
  package init(cost: Int, _ work: LongWork) {
    self.cost = cost
    self.work = work
  }

  /// A permit to hash, at once or after earlier requests have finished.
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

    /// Whether `password` matches `hash`. Without a hash it never does, and the check takes just as long.
    package borrowing func match(_ password: String, _ hash: String?) -> PasswordMatch {
      place.run { [cost] in
        let match = PasswordMatch(password, hash ?? Password.decoy(cost: cost))
        return hash == nil ? .none : match
      }
    }
  }

  /// - Parameters:
  ///   - network: the network that the request comes from.
  ///   - isKnown: whether the account in question has been used from that network.
  package func place(for network: [UInt8], isKnown: Bool) throws(LongWork.Overloaded) -> Place {
    Place(cost: cost, try work.place(for: network, isKnown: isKnown))
  }
}

/// Whether a password matches a hash, and in which form.
package enum PasswordMatch: Sendable {
  case none
  /// The prepared form matches, as for all new hashes.
  case prepared
  /// Only the password as typed matches: the hash is from before passwords were prepared.
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
