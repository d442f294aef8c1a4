import Testing

@testable import Supervisor

/// Workers that lack what they need, beside others that have it.
struct UnableWorkerTests {
  /// Two workers that can serve, of a pool that has been complete.
  private static func proven() -> Pool {
    var pool = Pool(size: 2, stopTimeout: 30)
    _ = pool.decisions(at: 0)
    for process in Int32(1)...2 {
      pool.spawned(process, at: 0)
      pool.becameReady(process)
    }
    _ = pool.decisions(at: 0)
    return pool
  }

  @Test func `a pool of which no worker can serve as it should is told to serve as it is, once`() {
    var pool = Pool(size: 2, stopTimeout: 30)
    _ = pool.decisions(at: 0)
    for process in Int32(1)...2 {
      pool.spawned(process, at: 0)
      pool.becameUnable(process, "no catalogue")
    }
    #expect(pool.decisions(at: 1) == [.serve(1), .serve(2)])
    #expect(pool.decisions(at: 2) == [])
    #expect(pool.isComplete && pool.fault == "no catalogue")
    pool.becameReady(2)
    #expect(pool.decisions(at: 3) == [])
    #expect(pool.fault == nil)
  }

  @Test func `while another can, one that cannot waits and displaces nobody`() {
    var pool = Self.proven()
    #expect(pool.renew(1) == true)
    #expect(pool.decisions(at: 10) == [.spawn])
    pool.spawned(3, at: 10)
    pool.becameUnable(3, "no catalogue")
    #expect(pool.decisions(at: 60) == [])
    pool.becameReady(3)
    #expect(pool.decisions(at: 61) == [.retire(1)])
  }

  @Test func `when the last that can has died, those that cannot serve`() {
    var pool = Self.proven()
    pool.exited(1, at: 10)
    #expect(pool.decisions(at: 10) == [.spawn])
    pool.spawned(3, at: 10)
    pool.becameUnable(3, "no catalogue")
    #expect(pool.decisions(at: 10) == [])
    pool.exited(2, at: 11)
    #expect(pool.decisions(at: 11) == [.spawn, .serve(3)])
    pool.spawned(4, at: 11)
    pool.becameUnable(4, "no catalogue")
    #expect(pool.decisions(at: 11) == [.serve(4)])
  }

  @Test func `a reload whose workers cannot do what the old ones can is taken back`() {
    var pool = Self.proven()
    pool.reload(size: 3, stopTimeout: 30)
    _ = pool.decisions(at: 10)
    for process in Int32(3)...5 { pool.spawned(process, at: 10) }
    pool.becameUnable(3, "no catalogue")
    #expect(pool.takeBackFutileReload() == true)
    pool.resize(to: 2)
    #expect(pool.decisions(at: 11) == [.retire(3), .retire(4), .retire(5)])
    #expect(pool.isComplete && pool.serving == [1, 2])
    // The next one is another generation than the one that was taken back.
    pool.reload(size: 2, stopTimeout: 30)
    #expect(pool.decisions(at: 12) == [.spawn, .spawn])
    #expect(!pool.isComplete)
  }

  @Test func `a reload that has a worker which can serve goes on`() {
    var pool = Self.proven()
    pool.reload(size: 2, stopTimeout: 30)
    _ = pool.decisions(at: 10)
    for process in Int32(3)...4 { pool.spawned(process, at: 10) }
    pool.becameReady(3)
    #expect(pool.decisions(at: 11) == [.retire(1)])
    pool.becameUnable(4, "no catalogue")
    #expect(pool.takeBackFutileReload() == false)
    #expect(pool.decisions(at: 12) == [])
    pool.becameReady(4)
    #expect(pool.decisions(at: 13) == [.retire(2)])
  }

  @Test func `workers that cannot serve are replaced by a reload, whether the new ones can or not`() {
    for canServe in [true, false] {
      var pool = Pool(size: 1, stopTimeout: 30)
      _ = pool.decisions(at: 0)
      pool.spawned(1, at: 0)
      pool.becameUnable(1, "no catalogue")
      _ = pool.decisions(at: 1)
      pool.reload(size: 1, stopTimeout: 30)
      #expect(pool.decisions(at: 2) == [.spawn])
      pool.spawned(2, at: 2)
      if canServe { pool.becameReady(2) } else { pool.becameUnable(2, "no catalogue") }
      #expect(pool.takeBackFutileReload() == false)
      let decisions = pool.decisions(at: 3)
      #expect(decisions == (canServe ? [.retire(1)] : [.retire(1), .serve(2)]))
    }
  }

  @Test func `a smaller pool keeps those that can serve`() {
    var pool = Self.proven()
    pool.resize(to: 3)
    #expect(pool.decisions(at: 5) == [.spawn])
    pool.spawned(3, at: 5)
    pool.becameUnable(3, "no catalogue")
    pool.resize(to: 2)
    #expect(pool.decisions(at: 6) == [.retire(3)])
  }

  @Test func `one that cannot serve and dies counts as a crash`() {
    var pool = Self.proven()
    pool.exited(1, at: 10)
    _ = pool.decisions(at: 10)
    pool.spawned(3, at: 10)
    pool.becameUnable(3, "no catalogue")
    #expect(pool.exited(3, at: 11) == false)
  }
}
