import Glibc
import System
import Testing

struct ThreadTests {
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
}
