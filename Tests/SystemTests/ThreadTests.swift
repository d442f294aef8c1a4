import Glibc
import System
import Testing

struct ThreadTests {
  @Test func `a value for later is computed by another thread`() {
    let own = pthread_self()
    for number in 0..<200 {
      let later = Later { (number, pthread_equal(pthread_self(), own) != 0) }
      for _ in 1...2 { #expect(later.get() == (number, false)) }
    }
  }

  @Test(arguments: [(ThreadPriority.usual, 0, nil), (.low, 0, 19), (.idle, 5, nil)])
  func `long work runs on threads of its priority and is done when the call returns`(
    priority: ThreadPriority, policy: Int32, niceness: Int32?
  ) throws {
    let work = LongWork(places: 1, on: Cores(count: 1, sharedBy: nil), priority: priority)
    let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
    for number in 0..<200 {
      let place = try work.place(for: [], isKnown: true)
      var (done, found): (Int?, [Int32]) = (nil, [])
      place.run { (done, found) = (number, [sched_getscheduler(0), getpriority(Int32(PRIO_PROCESS.rawValue), 0)]) }
      #expect(done == number && found == [policy, niceness ?? own])
    }
  }

  @Test func `long work of idle priority sleeps now and then, and only while it works`() throws {
    let work = LongWork(places: 1, on: Cores(count: 1, sharedBy: nil), priority: .idle)
    let place = try work.place(for: [], isKnown: true)
    func sleeps() -> Int {
      let lines = KernelFile.text("/proc/thread-self/status")?.split(separator: "\n") ?? []
      let count = lines.first { $0.hasPrefix("voluntary_ctxt_switches:") }?.split(separator: "\t").last
      return count.flatMap { Int($0) } ?? 0
    }
    var (asleep, sum, now) = (0, 0.0, timespec())
    place.run {
      let before = sleeps()
      for number in 1...10_000_000 {
        sum += 1 / Double(number)
        // ThreadSanitizer holds a signal back until the next call that it knows.
        if number.isMultiple(of: 1_000) { _ = clock_gettime(CLOCK_MONOTONIC, &now) }
      }
      asleep = sleeps() - before
    }
    // Ten million divisions take at least 10 ms.
    #expect(asleep >= 5 && abs(sum - 16.695) < 0.001)
    place.run { asleep = sleeps() }
    // Time for hundreds of naps. The timer fires once more, and the thread then waits for work.
    pause(for: .milliseconds(200))
    place.run { asleep = sleeps() - asleep }
    #expect(asleep < 20)
  }
}
