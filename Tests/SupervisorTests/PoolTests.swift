import Testing

@testable import Supervisor

struct PoolTests {
  private var pool = Pool(size: 2, stopTimeout: .seconds(30))

  /// Carries out `spawn` decisions with process ids from `first` on.
  private static func spawnAll(_ pool: inout Pool, first: Int32, at now: Duration) -> [Int32] {
    let count = pool.decisions(at: now).count { $0 == .spawn }
    let processes = (0..<Int32(count)).map { first + $0 }
    for process in processes { pool.spawned(process, at: now) }
    return processes
  }

  private static func running(size: Int = 2) -> Pool {
    var pool = Pool(size: size, stopTimeout: .seconds(30))
    for process in spawnAll(&pool, first: 1, at: .seconds(0)) { pool.becameReady(process) }
    return pool
  }

  @Test func `an empty pool starts all its workers, once`() {
    var pool = Pool(size: 2, stopTimeout: .seconds(30))
    #expect(Self.spawnAll(&pool, first: 1, at: .seconds(0)) == [1, 2])
    #expect(pool.decisions(at: .seconds(0)) == [])
  }

  @Test func `a worker that dies is replaced at once`() {
    var pool = Self.running()
    #expect(pool.exited(1, at: .seconds(100)) == false)
    #expect(pool.decisions(at: .seconds(100)) == [.spawn])
  }

  @Test func `the delay grows while workers keep dying young`() {
    var pool = Pool(size: 1, stopTimeout: .seconds(30))
    var now = Duration.zero
    var waits: [Duration] = []
    for process in Int32(1)...12 {
      #expect(pool.decisions(at: now) == [.spawn])
      pool.spawned(process, at: now)
      pool.exited(process, at: now)
      let next = pool.nextDeadline(at: now) ?? .seconds(-1)
      waits.append(next - now)
      if next > now { #expect(pool.decisions(at: now) == []) }
      now = next
    }
    #expect(waits.first == .zero)
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(waits.last == .seconds(10))
  }

  @Test func `a worker that lived long is replaced at once, whatever happened before`() {
    var pool = Self.running(size: 1)
    pool.exited(1, at: .seconds(1))
    for process in Self.spawnAll(&pool, first: 2, at: .seconds(1)) { pool.becameReady(process) }
    pool.exited(2, at: .seconds(100))
    #expect(pool.decisions(at: .seconds(100)) == [.spawn])
  }

  @Test func `a reload starts new workers and retires as many old ones as are ready`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: .seconds(30))
    #expect(Self.spawnAll(&pool, first: 11, at: .seconds(1)) == [11, 12])
    #expect(pool.decisions(at: .seconds(1)) == [])
    pool.becameReady(11)
    #expect(pool.decisions(at: .seconds(1)) == [.retire(1)])
    #expect(pool.decisions(at: .seconds(1)) == [])
    pool.becameReady(12)
    #expect(pool.decisions(at: .seconds(1)) == [.retire(2)])
    #expect(pool.exited(1, at: .seconds(2)) == true)
    #expect(pool.exited(2, at: .seconds(2)) == true)
    #expect(pool.decisions(at: .seconds(2)) == [])
  }

  @Test func `old workers stay if the new ones never become ready`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: .seconds(30))
    for process in Self.spawnAll(&pool, first: 11, at: .seconds(1)) { pool.exited(process, at: .seconds(1)) }
    #expect(pool.readyCount == 2)
    #expect(!pool.decisions(at: .seconds(1)).contains { $0 == .retire(1) || $0 == .retire(2) })
  }

  @Test func `a second reload does not count workers that already retire`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: .seconds(30))
    _ = Self.spawnAll(&pool, first: 11, at: .seconds(1))
    pool.becameReady(11)
    #expect(pool.decisions(at: .seconds(1)) == [.retire(1)])
    pool.reload(size: 2, stopTimeout: .seconds(30))
    // 2 and 11 serve, and 12 has been overtaken before it could.
    #expect(pool.decisions(at: .seconds(2)) == [.spawn, .spawn, .retire(12)])
    for process in Int32(21)...22 { pool.spawned(process, at: .seconds(2)) }
    // 1 does not serve any more: with one new worker ready, one of the others can retire.
    pool.becameReady(21)
    #expect(pool.decisions(at: .seconds(2)) == [.retire(2)])
    #expect(pool.serving == [11, 21])
  }

  @Test func `reloads in quick succession leave no more workers than a pool that starts beside one that serves`() {
    var pool = Self.running()
    for reload in Int32(1)...50 {
      pool.reload(size: 2, stopTimeout: .seconds(30))
      let decisions = pool.decisions(at: .seconds(1))
      for process in 0..<Int32(decisions.count { $0 == .spawn }) {
        pool.spawned(10 * reload + process, at: .seconds(1))
      }
    }
    #expect(pool.members.count { if case .retiring = $0.state { false } else { true } } == 4)
    #expect(pool.serving == [1, 2])
  }

  @Test func `a size that is taken back brings its stop timeout along`() {
    var pool = Self.running()
    pool.reload(size: 2, stopTimeout: .seconds(5))
    pool.resize(to: 2, stopTimeout: .seconds(30))
    pool.stop()
    _ = pool.decisions(at: .seconds(10))
    #expect(pool.nextDeadline(at: .seconds(10)) == .seconds(40))
  }

  @Test func `a reload with a smaller size retires all old workers`() {
    var pool = Self.running(size: 3)
    pool.reload(size: 1, stopTimeout: .seconds(30))
    for process in Self.spawnAll(&pool, first: 11, at: .seconds(1)) { pool.becameReady(process) }
    #expect(pool.decisions(at: .seconds(1)) == [.retire(1), .retire(2), .retire(3)])
  }

  @Test func `a stopping pool retires all workers, kills the late ones, and finishes`() {
    var pool = Self.running()
    pool.stop()
    #expect(pool.decisions(at: .seconds(10)) == [.retire(1), .retire(2)])
    #expect(pool.nextDeadline(at: .seconds(10)) == .seconds(40))
    pool.exited(1, at: .seconds(11))
    #expect(pool.decisions(at: .seconds(39)) == [])
    #expect(pool.decisions(at: .seconds(40)) == [.kill(2)])
    #expect(pool.decisions(at: .seconds(41)) == [])
    pool.exited(2, at: .seconds(41))
    #expect(pool.decisions(at: .seconds(41)) == [.finish])
  }

  @Test func `a pool that stops at once kills its workers without waiting`() {
    var pool = Self.running()
    pool.stop()
    _ = pool.decisions(at: .seconds(10))
    pool.stopNow()
    #expect(pool.decisions(at: .seconds(10)) == [.kill(1), .kill(2)])
  }

  @Test func `a stopping pool starts no worker`() {
    var pool = Self.running()
    pool.stop()
    pool.exited(1, at: .seconds(1))
    #expect(pool.decisions(at: .seconds(1)) == [.retire(2)])
  }

  @Test func `young deaths are forgotten once all workers have lived long enough`() {
    var pool = Self.running()
    pool.exited(1, at: .seconds(1))
    for process in Self.spawnAll(&pool, first: 3, at: .seconds(1)) { pool.becameReady(process) }
    #expect(pool.youngDeaths == 1)
    for (now, expected) in [(5.9, 1), (6.0, 0)] {
      _ = pool.decisions(at: .seconds(now))
      #expect(pool.youngDeaths == expected)
    }
  }

  @Test func `a recycled worker retires when its successor is ready`() {
    var pool = Self.running()
    #expect(pool.recycle(1) == true)
    #expect(pool.recycle(1) == false)
    #expect(pool.decisions(at: .seconds(100)) == [.spawn])
    pool.spawned(3, at: .seconds(100))
    #expect(pool.decisions(at: .seconds(100)) == [])
    pool.becameReady(3)
    #expect(pool.decisions(at: .seconds(101)) == [.retire(1)])
    #expect(pool.exited(1, at: .seconds(102)) == true)
    #expect(pool.decisions(at: .seconds(102)) == [])
    #expect(pool.serving == [2, 3])
  }

  @Test func `a worker with a hung slot retires at once, is replaced, and is killed when its other requests are done`()
  {
    var pool = Self.running()
    pool.abandon(1)
    #expect(pool.decisions(at: .seconds(100)) == [.retire(1), .spawn])
    pool.spawned(3, at: .seconds(100))
    pool.abandon(1)
    #expect(pool.decisions(at: .seconds(100)) == [])
    pool.end(1)
    #expect(pool.decisions(at: .seconds(101)) == [.end(1)])
    pool.end(1)
    #expect(pool.decisions(at: .seconds(101)) == [])
    #expect(pool.exited(1, at: .seconds(102)) == true)
    #expect(pool.serving == [2])
  }

  @Test func `a larger pool starts workers, and a smaller one retires the newest`() {
    var pool = Self.running()
    pool.resize(to: 4)
    for process in Self.spawnAll(&pool, first: 3, at: .seconds(1)) { pool.becameReady(process) }
    #expect(pool.serving == [1, 2, 3, 4])
    pool.resize(to: 3)
    #expect(pool.decisions(at: .seconds(2)) == [.retire(4)])
  }
}
