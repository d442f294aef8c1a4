import Credentials
import Foundation
import Synchronization
import Testing

struct PasswordHasherTests {
  @Test func `a password matches its own hash, another's does not, and nothing matches none`() throws {
    let hasher = PasswordHasher(cost: 4, waiting: 0)
    let place = try hasher.place()
    let hash = place.hash("correct horse")
    let (right, wrong) = (place.matches("correct horse", hash), place.matches("wrong horse", hash))
    #expect(right && !wrong)
    let none = place.matches("correct horse", nil)
    #expect(!none)
  }

  @Test func `there are as many places as may wait and one more, and a place that is left is free again`() throws {
    let hasher = PasswordHasher(cost: 4, waiting: 1)
    let first = try hasher.place()
    do {
      let second = try hasher.place()
      #expect(throws: PasswordHasher.Overloaded()) { _ = try hasher.place() }
      _ = consume second
    }
    #expect(throws: Never.self) { _ = try hasher.place() }
    _ = consume first
    for _ in 0..<10 { #expect(throws: Never.self) { _ = try hasher.place() } }
  }

  @Test func `one password is hashed at a time`() throws {
    let running = Atomic(0)
    let mostRunning = Atomic(0)
    let hashed = Atomic(0)
    let hasher = PasswordHasher(cost: 4, waiting: 3) { work in
      mostRunning.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
      work()
      running.subtract(1, ordering: .relaxed)
    }
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      guard let place = try? hasher.place() else { return }
      for _ in 0..<5 where place.matches("correct horse", place.hash("correct horse")) {
        hashed.add(1, ordering: .relaxed)
      }
    }
    #expect(mostRunning.load(ordering: .relaxed) == 1 && hashed.load(ordering: .relaxed) == 20)
  }
}
