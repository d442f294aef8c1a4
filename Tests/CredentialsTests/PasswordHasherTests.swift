import Credentials
import Foundation
import Synchronization
import Testing

struct PasswordHasherTests {
  @Test func `a password matches its own hash, another's does not, and nothing matches none`() throws {
    let hasher = PasswordHasher(cost: 4, places: 1)
    let place = try hasher.place(for: [1], isKnown: false)
    let hash = place.hash("correct horse")
    let (right, wrong) = (place.match("correct horse", hash), place.match("wrong horse", hash))
    #expect(right == .prepared && wrong == .none)
    let none = place.match("correct horse", nil)
    #expect(none == .none)
  }

  @Test func `however a keyboard composes a password it is the same, and an old hash of what was typed holds`() throws {
    let hasher = PasswordHasher(cost: 4, places: 1)
    let place = try hasher.place(for: [1], isKnown: false)
    let (composed, decomposed) = ("caf\u{E9} au lait", "cafe\u{301}\u{A0}au lait")
    for password in [composed, decomposed] {
      let hash = place.hash(password)
      let matches = (place.match(composed, hash), place.match(decomposed, hash))
      #expect(matches == (.prepared, .prepared))
    }
    let old = Password.hash(decomposed, cost: 4)
    let matches = (place.match(composed, old), place.match(decomposed, old))
    #expect(matches == (.none, .asTyped))
  }

  @Test func `a place that is left is free again`() throws {
    let hasher = PasswordHasher(cost: 4, places: 1)
    for _ in 0..<10 {
      let place = try hasher.place(for: [1], isKnown: true)
      #expect(throws: PasswordHasher.Overloaded()) { _ = try hasher.place(for: [2], isKnown: true) }
      _ = consume place
    }
  }

  @Test func `a network has part of the places, another finds one, and the last is for one that is known`() throws {
    let hasher = PasswordHasher(cost: 4, places: 6)
    let flood = try [
      Held(hasher, [1]), Held(hasher, [1]), Held(hasher, [1]), Held(hasher, [1]),
    ]
    #expect(throws: PasswordHasher.Overloaded()) { _ = try Held(hasher, [1]) }
    #expect(throws: PasswordHasher.Overloaded()) { _ = try Held(hasher, [1], isKnown: true) }
    let second = try Held(hasher, [2])
    #expect(throws: PasswordHasher.Overloaded()) { _ = try Held(hasher, [2], isKnown: true) }
    #expect(throws: PasswordHasher.Overloaded()) { _ = try Held(hasher, [3]) }
    let owner = try Held(hasher, [3], isKnown: true)
    #expect(throws: PasswordHasher.Overloaded()) { _ = try Held(hasher, [4], isKnown: true) }
    withExtendedLifetime((flood, second, owner)) {}
  }

  /// A place that is kept as long as this.
  private final class Held {
    private let place: PasswordHasher.Place

    init(_ hasher: PasswordHasher, _ network: [UInt8], isKnown: Bool = false) throws {
      place = try hasher.place(for: network, isKnown: isKnown)
    }
  }

  @Test func `one password is hashed at a time`() throws {
    let running = Atomic(0)
    let mostRunning = Atomic(0)
    let hashed = Atomic(0)
    let hasher = PasswordHasher(cost: 4, places: 6) { work in
      mostRunning.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
      work()
      running.subtract(1, ordering: .relaxed)
    }
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      guard let place = try? hasher.place(for: [1], isKnown: true) else { return }
      for _ in 0..<5 where place.match("correct horse", place.hash("correct horse")) == .prepared {
        hashed.add(1, ordering: .relaxed)
      }
    }
    #expect(mostRunning.load(ordering: .relaxed) == 1 && hashed.load(ordering: .relaxed) == 20)
  }
}
