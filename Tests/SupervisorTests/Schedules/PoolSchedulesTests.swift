import TestCases
import Testing

struct PoolSchedulesTests {
  @Test func `no schedule of deaths, reloads, slow starts and clock steps breaks a promise of the pool`() {
    let finding = Search.run("pool of workers", count: 2_000, drawing: SimulatedPool.Step.drawn) {
      SimulatedPool.fault(size: 2, $0)
    }
    #expect(finding == nil)
  }
}
