import Credentials
import System
import Testing

struct PasswordHasherTests {
  @Test func `a password matches only its own hash, and never a missing one`() throws {
    let hasher = PasswordHasher(cost: 4, LongWork(places: 1, on: Cores(count: 1, sharedBy: nil), priority: .usual))
    let place = try hasher.place(for: [1], isKnown: false)
    let hash = place.hash("correct horse")
    let (right, wrong) = (place.match("correct horse", hash), place.match("wrong horse", hash))
    #expect(right == .prepared && wrong == .none)
    let none = place.match("correct horse", nil)
    #expect(none == .none)
  }

  @Test func `every Unicode form of a password matches a new hash, and only the typed form an old one`() throws {
    let hasher = PasswordHasher(cost: 4, LongWork(places: 1, on: Cores(count: 1, sharedBy: nil), priority: .usual))
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
}
