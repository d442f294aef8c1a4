import Glibc
import Testing
import Threads

struct ThreadTests {
  @Test func `yielding work is done when the call returns, on a thread of lower priority`() {
    var niceness: Int32 = 0
    let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
    for _ in 0..<200 { runYielding(niceness: 10) { niceness = getpriority(Int32(PRIO_PROCESS.rawValue), 0) } }
    #expect(niceness == 10)
    #expect(getpriority(Int32(PRIO_PROCESS.rawValue), 0) == own)
  }
}
