import Credentials
import Foundation
import Synchronization
import Testing

struct PasswordHasherTests {
  @Test func `a password matches its own hash, another's does not, and nothing matches none`() throws {
    let hasher = PasswordHasher(cost: 4, waiting: 0)
    let hash = try hasher.hash("correct horse")
    #expect(try hasher.matches("correct horse", hash))
    #expect(try !hasher.matches("wrong horse", hash))
    #expect(try !hasher.matches("correct horse", nil))
  }

  @Test func `one is hashed, as many as allowed wait, and the next is refused at once`() throws {
    let running = Atomic(0)
    let mostRunning = Atomic(0)
    let release = Atomic(false)
    let results = Mutex<[Bool]>([])
    let hasher = PasswordHasher(cost: 4, waiting: 2) { work in
      mostRunning.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
      while !release.load(ordering: .acquiring) { usleep(1_000) }
      work()
      running.subtract(1, ordering: .relaxed)
    }
    let group = DispatchGroup()
    for _ in 0..<3 {
      group.enter()
      Thread {
        let isHashed = (try? hasher.hash("correct horse")) != nil
        results.withLock { $0.append(isHashed) }
        group.leave()
      }.start()
    }
    while hasher.underWay < 3 { usleep(1_000) }
    #expect(throws: PasswordHasher.Overloaded()) { try hasher.matches("correct horse", nil) }
    release.store(true, ordering: .releasing)
    group.wait()
    #expect(results.withLock { $0 } == [true, true, true])
    #expect(mostRunning.load(ordering: .relaxed) == 1)
    #expect(throws: Never.self) { try hasher.hash("correct horse") }
  }
}
