import Testing

@testable import Supervisor

/// Workers that lack something that they need to serve, beside others that do not.
struct UnableWorkerTests {
  /// A pool that has been complete, with two ready workers.
  private static func proven() -> Pool {
    var pool = Pool(size: 2, stopTimeout: .seconds(30))
    _ = pool.decisions(at: .seconds(0))
    for process in Int32(1)...2 {
      pool.spawned(process, at: .seconds(0))
      pool.becameReady(process)
    }
    _ = pool.decisions(at: .seconds(0))
    return pool
  }

  @Test func `if no worker can serve fully, each is told once to serve anyway`() {
    var pool = Pool(size: 2, stopTimeout: .seconds(30))
    _ = pool.decisions(at: .seconds(0))
    for process in Int32(1)...2 {
      pool.spawned(process, at: .seconds(0))
      pool.becameUnable(process, "no catalogue")
    }
    #expect(pool.decisions(at: .seconds(1)) == [.serve(1), .serve(2)])
    #expect(pool.decisions(at: .seconds(2)) == [])
    #expect(pool.isComplete && pool.fault == "no catalogue")
    pool.becameReady(2)
    #expect(pool.decisions(at: .seconds(3)) == [])
    #expect(pool.fault == nil)
  }

  @Test func `a worker that cannot serve waits while another can, and displaces none`() {
    var pool = Self.proven()
    #expect(pool.recycle(1) == true)
    #expect(pool.decisions(at: .seconds(10)) == [.spawn])
    pool.spawned(3, at: .seconds(10))
    pool.becameUnable(3, "no catalogue")
    #expect(pool.decisions(at: .seconds(60)) == [])
    pool.becameReady(3)
    #expect(pool.decisions(at: .seconds(61)) == [.retire(1)])
  }

  @Test func `when the last ready worker has died, the others serve anyway`() {
    var pool = Self.proven()
    pool.exited(1, at: .seconds(10))
    #expect(pool.decisions(at: .seconds(10)) == [.spawn])
    pool.spawned(3, at: .seconds(10))
    pool.becameUnable(3, "no catalogue")
    #expect(pool.decisions(at: .seconds(10)) == [])
    pool.exited(2, at: .seconds(11))
    #expect(pool.decisions(at: .seconds(11)) == [.spawn, .serve(3)])
    pool.spawned(4, at: .seconds(11))
    pool.becameUnable(4, "no catalogue")
    #expect(pool.decisions(at: .seconds(11)) == [.serve(4)])
  }

  @Test func `a reload is taken back if its workers cannot serve while the old ones can`() {
    var pool = Self.proven()
    pool.reload(size: 3, stopTimeout: .seconds(30))
    _ = pool.decisions(at: .seconds(10))
    for process in Int32(3)...5 { pool.spawned(process, at: .seconds(10)) }
    pool.becameUnable(3, "no catalogue")
    #expect(pool.takeBackFutileReload() == true)
    pool.resize(to: 2)
    #expect(pool.decisions(at: .seconds(11)) == [.retire(5), .retire(3), .retire(4)])
    #expect(pool.isComplete && pool.serving == [1, 2])
    // The next reload starts a new generation.
    pool.reload(size: 2, stopTimeout: .seconds(30))
    #expect(pool.decisions(at: .seconds(12)) == [.spawn, .spawn])
    #expect(!pool.isComplete)
  }

  @Test func `a reload continues if one of its workers can serve`() {
    var pool = Self.proven()
    pool.reload(size: 2, stopTimeout: .seconds(30))
    _ = pool.decisions(at: .seconds(10))
    for process in Int32(3)...4 { pool.spawned(process, at: .seconds(10)) }
    pool.becameReady(3)
    #expect(pool.decisions(at: .seconds(11)) == [.retire(1)])
    pool.becameUnable(4, "no catalogue")
    #expect(pool.takeBackFutileReload() == false)
    #expect(pool.decisions(at: .seconds(12)) == [])
    pool.becameReady(4)
    #expect(pool.decisions(at: .seconds(13)) == [.retire(2)])
  }

  @Test func `a reload replaces workers that cannot serve, whether the new ones can or not`() {
    for canServe in [true, false] {
      var pool = Pool(size: 1, stopTimeout: .seconds(30))
      _ = pool.decisions(at: .seconds(0))
      pool.spawned(1, at: .seconds(0))
      pool.becameUnable(1, "no catalogue")
      _ = pool.decisions(at: .seconds(1))
      pool.reload(size: 1, stopTimeout: .seconds(30))
      #expect(pool.decisions(at: .seconds(2)) == [.spawn])
      pool.spawned(2, at: .seconds(2))
      if canServe { pool.becameReady(2) } else { pool.becameUnable(2, "no catalogue") }
      #expect(pool.takeBackFutileReload() == false)
      let decisions = pool.decisions(at: .seconds(3))
      #expect(decisions == (canServe ? [.retire(1)] : [.retire(1), .serve(2)]))
    }
  }

  @Test func `a shrinking pool keeps the workers that can serve`() {
    var pool = Self.proven()
    pool.resize(to: 3)
    #expect(pool.decisions(at: .seconds(5)) == [.spawn])
    pool.spawned(3, at: .seconds(5))
    pool.becameUnable(3, "no catalogue")
    pool.resize(to: 2)
    #expect(pool.decisions(at: .seconds(6)) == [.retire(3)])
  }

  @Test func `the death of a worker that cannot serve counts as a crash`() {
    var pool = Self.proven()
    pool.exited(1, at: .seconds(10))
    _ = pool.decisions(at: .seconds(10))
    pool.spawned(3, at: .seconds(10))
    pool.becameUnable(3, "no catalogue")
    #expect(pool.exited(3, at: .seconds(11)) == false)
  }
}
