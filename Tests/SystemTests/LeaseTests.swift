import CLinux
import Foundation
import Synchronization
import Testing

@testable import System

struct LeaseTests {
  private let first: MappedMemory
  private let second: MappedMemory

  /// The same memory, mapped twice, as in two processes.
  init() throws {
    let file = try SharedMemory.create("lease", size: 64)
    first = try MappedMemory(file, size: 64, isWritable: true)
    second = try MappedMemory(file, size: 64, isWritable: true)
  }

  private func lease(_ memory: MappedMemory, _ term: Duration = .seconds(60)) -> Lease {
    Lease(memory, offset: 8, term: term)
  }

  private var word: UInt32 { first.start.load(fromByteOffset: 8, as: UInt32.self) }

  @Test func `whoever takes it again after giving it back waits for those who wait`() throws {
    let (mine, other) = (lease(first), lease(second))
    let order = Mutex<[String]>([])
    let hold = try #require(mine.take())
    let end = DispatchSemaphore(value: 0)
    let thread = Atomic<Int32>(0)
    Thread.detachNewThread {
      thread.store(gettid(), ordering: .relaxed)
      let hold = other.take { order.withLock { $0.append("waits") } }
      order.withLock { $0.append(hold == nil ? "not in time" : "other") }
      if let hold { other.giveBack(hold) }
      end.signal()
    }
    while order.withLock({ $0.isEmpty }) { usleep(100) }
    let status = "/proc/self/task/\(thread.load(ordering: .relaxed))/status"
    while KernelFile.text(status)?.contains("State:\tS") != true { usleep(100) }
    mine.giveBack(hold)
    let again = try #require(mine.take())
    order.withLock { $0.append("mine") }
    mine.giveBack(again)
    end.wait()
    #expect(order.withLock { $0 } == ["waits", "other", "mine"])
    #expect(word == 0)
  }

  @Test func `only one at a time holds it, and nobody is forgotten`() {
    let inside = Atomic(0)
    let most = Atomic(0)
    let taken = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let lease = lease(thread % 2 == 0 ? first : second)
      for _ in 0..<2_000 {
        guard let hold = lease.take() else { continue }
        most.max(inside.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        taken.add(1, ordering: .relaxed)
        inside.subtract(1, ordering: .relaxed)
        lease.giveBack(hold)
      }
    }
    #expect(most.load(ordering: .relaxed) == 1 && taken.load(ordering: .relaxed) == 8_000)
    #expect(word == 0)
  }

  @Test func `who dies with it holds up the next one for a term`() throws {
    let (dead, next) = (lease(first, .milliseconds(3)), lease(second, .milliseconds(3)))
    let old = try #require(dead.take())
    let hold = try #require(next.take())
    let before = word
    dead.giveBack(old)
    #expect(word == before)
    next.giveBack(hold)
    #expect(word == 0)
  }

  @Test func `whatever is in the memory, nobody waits for longer than a term`() {
    for word: UInt32 in [1, 2, 3, 4, 7, 0x7FFF_FFFF, 0x8000_0000, .max - 3, .max] {
      first.start.storeBytes(of: word, toByteOffset: 8, as: UInt32.self)
      let lease = lease(first, .milliseconds(3))
      // In vain at most once: then what was there is over.
      let holds = (0..<3).compactMap { _ in lease.take() }
      #expect(!holds.isEmpty)
    }
  }
}
