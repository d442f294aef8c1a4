import Testing

@testable import Supervisor

struct PoolTests {
  private var pool = Pool(size: 2, stopTimeout: 30)

  /// Carries out `spawn` decisions with process ids from `first` on.
  private static func spawnAll(_ pool: inout Pool, first: Int32, at now: Double) -> [Int32] {
    let count = pool.decisions(at: now).count { $0 == .spawn }
    let processes = (0..<Int32(count)).map { first + $0 }
    for process in processes { pool.spawned(process, at: now) }
    return processes
  }

  private static func running(size: Int = 2) -> Pool {
    var pool = Pool(size: size, stopTimeout: 30)
    for process in spawnAll(&pool, first: 1, at: 0) { pool.becameReady(process) }
    return pool
  }

  @Test func `an empty pool is filled, once`() {
    var pool = Pool(size: 2, stopTimeout: 30)
    #expect(Self.spawnAll(&pool, first: 1, at: 0) == [1, 2])
    #expect(pool.decisions(at: 0) == [])
  }

  @Test func `a worker that dies is replaced at once`() {
    var pool = Self.running()
    #expect(pool.exited(1, at: 100) == false)
    #expect(pool.decisions(at: 100) == [.spawn])
  }

  @Test func `workers that die young again and again are started ever more slowly`() {
    var pool = Pool(size: 1, stopTimeout: 30)
    var now = 0.0
    /// Milliseconds.
    var waits: [Double] = []
    for process in Int32(1)...12 {
      #expect(pool.decisions(at: now) == [.spawn])
      pool.spawned(process, at: now)
      pool.exited(process, at: now)
      let next = pool.nextDeadline(at: now) ?? -1
      waits.append((next - now) * 1_000)
      waits[waits.count - 1].round()
      if next > now { #expect(pool.decisions(at: now) == []) }
      now = next
    }
    #expect(waits.first == 0)
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(waits.last == 10_000)
  }

  @Test func `a long life forgives early deaths`() {
    var pool = Self.running(size: 1)
    pool.exited(1, at: 1)
    for process in Self.spawnAll(&pool, first: 2, at: 1) { pool.becameReady(process) }
    pool.exited(2, at: 100)
    #expect(pool.decisions(at: 100) == [.spawn])
  }

  @Test func `a reload starts new workers and retires as many old ones as are ready`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: 30)
    #expect(Self.spawnAll(&pool, first: 11, at: 1) == [11, 12])
    #expect(pool.decisions(at: 1) == [])
    pool.becameReady(11)
    #expect(pool.decisions(at: 1) == [.retire(1)])
    #expect(pool.decisions(at: 1) == [])
    pool.becameReady(12)
    #expect(pool.decisions(at: 1) == [.retire(2)])
    #expect(pool.exited(1, at: 2) == true)
    #expect(pool.exited(2, at: 2) == true)
    #expect(pool.decisions(at: 2) == [])
  }

  @Test func `new workers that do not get ready leave the old ones in place`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: 30)
    for process in Self.spawnAll(&pool, first: 11, at: 1) { pool.exited(process, at: 1) }
    #expect(pool.readyCount == 2)
    #expect(!pool.decisions(at: 1).contains { $0 == .retire(1) || $0 == .retire(2) })
  }

  @Test func `a second reload does not count workers that already retire`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: 30)
    _ = Self.spawnAll(&pool, first: 11, at: 1)
    pool.becameReady(11)
    #expect(pool.decisions(at: 1) == [.retire(1)])
    pool.reload(size: 2, stopTimeout: 30)
    #expect(Self.spawnAll(&pool, first: 21, at: 2) == [21, 22])
    // 2, 11 and 12 serve still, 1 does not: with one new worker ready, two of them can go.
    pool.becameReady(21)
    #expect(pool.decisions(at: 2).count == 2)
    #expect(pool.readyCount == 1)
  }

  @Test func `a smaller size retires the surplus`() {
    var pool = Self.running(size: 3)
    pool.reload(size: 1, stopTimeout: 30)
    for process in Self.spawnAll(&pool, first: 11, at: 1) { pool.becameReady(process) }
    #expect(pool.decisions(at: 1) == [.retire(1), .retire(2), .retire(3)])
  }

  @Test func `stopping retires all, kills those that are late, and ends`() {
    var pool = Self.running()
    pool.stop()
    #expect(pool.decisions(at: 10) == [.retire(1), .retire(2)])
    #expect(pool.nextDeadline(at: 10) == 40)
    pool.exited(1, at: 11)
    #expect(pool.decisions(at: 39) == [])
    #expect(pool.decisions(at: 40) == [.kill(2)])
    #expect(pool.decisions(at: 41) == [])
    pool.exited(2, at: 41)
    #expect(pool.decisions(at: 41) == [.finish])
  }

  @Test func `stopping at once kills without waiting`() {
    var pool = Self.running()
    pool.stop()
    _ = pool.decisions(at: 10)
    pool.stopNow()
    #expect(pool.decisions(at: 10) == [.kill(1), .kill(2)])
  }

  @Test func `a stopped pool starts nobody`() {
    var pool = Self.running()
    pool.stop()
    pool.exited(1, at: 1)
    #expect(pool.decisions(at: 1) == [.retire(2)])
  }

  @Test func `a pool in which all workers have become old has forgotten early deaths`() {
    var pool = Self.running()
    pool.exited(1, at: 1)
    for process in Self.spawnAll(&pool, first: 3, at: 1) { pool.becameReady(process) }
    #expect(pool.youngDeaths == 1)
    for (now, expected) in [(5.9, 1), (6.0, 0)] {
      _ = pool.decisions(at: now)
      #expect(pool.youngDeaths == expected)
    }
  }

  @Test func `a worker that has done its share goes when another is ready`() {
    var pool = Self.running()
    #expect(pool.renew(1) == true)
    #expect(pool.renew(1) == false)
    #expect(pool.decisions(at: 100) == [.spawn])
    pool.spawned(3, at: 100)
    #expect(pool.decisions(at: 100) == [])
    pool.becameReady(3)
    #expect(pool.decisions(at: 101) == [.retire(1)])
    #expect(pool.exited(1, at: 102) == true)
    #expect(pool.decisions(at: 102) == [])
    #expect(pool.serving == [2, 3])
  }

  @Test func `a worker that hangs is asked to go at once, replaced, and ended when the rest is done`() {
    var pool = Self.running()
    pool.abandon(1)
    #expect(pool.decisions(at: 100) == [.retire(1), .spawn])
    pool.spawned(3, at: 100)
    pool.abandon(1)
    #expect(pool.decisions(at: 100) == [])
    pool.end(1)
    #expect(pool.decisions(at: 101) == [.end(1)])
    pool.end(1)
    #expect(pool.decisions(at: 101) == [])
    #expect(pool.exited(1, at: 102) == true)
    #expect(pool.serving == [2])
  }

  @Test func `a pool of another size starts what is missing, and the newest go`() {
    var pool = Self.running()
    pool.resize(to: 4)
    for process in Self.spawnAll(&pool, first: 3, at: 1) { pool.becameReady(process) }
    #expect(pool.serving == [1, 2, 3, 4])
    pool.resize(to: 3)
    #expect(pool.decisions(at: 2) == [.retire(4)])
  }
}
