import Glibc
import Testing
import Threads

struct ThreadTests {
  @Test func `long work is done when the call returns, on threads of lower priority`() throws {
    let work = LongWork(places: 1, on: Cores(count: 1, sharedBy: nil), niceness: 10)
    let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
    for number in 0..<200 {
      let place = try work.place(for: [], isKnown: true)
      var (done, niceness): (Int?, Int32) = (nil, 0)
      place.run { (done, niceness) = (number, getpriority(Int32(PRIO_PROCESS.rawValue), 0)) }
      #expect(done == number && niceness == 10)
    }
    #expect(getpriority(Int32(PRIO_PROCESS.rawValue), 0) == own)
  }
}
