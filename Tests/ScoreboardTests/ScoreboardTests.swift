import Foundation
import System
import Testing

@testable import Scoreboard

struct ScoreboardTests {
  private let id = "0123456789abcdef00000000000000ff"

  private func us(_ count: Int64) -> Duration { .microseconds(count) }

  private func make(rows: Int = 3, slots: Int = 2) throws -> Scoreboard {
    try Scoreboard.create(routes: ["GET /a", "POST /b"], rows: rows, slots: slots)
  }

  /// The same scoreboard as `marquee-ctl` maps it.
  private func reading(_ board: Scoreboard) throws -> Scoreboard {
    try Scoreboard(board.descriptorForReading(), isWritable: false)
  }

  @Test func `one process reads what another writes`() throws {
    let writer = try make()
    let reader = try reading(writer)
    #expect(reader.routes == ["GET /a", "POST /b", "other"] && reader.rowCount == 3)
    writer.masterStarted(process: 77, at: us(5), monotonic: us(4))
    writer.configured(workers: 4, atLeast: 2, slots: 2)
    writer.wants(workers: 3)
    writer.queued(9)
    writer.backsOff(youngDeaths: 5, nextStart: us(70))
    for (index, counter) in PoolCounter.allCases.enumerated() {
      for _ in 0..<index { writer.count(counter) }
    }
    #expect(
      reader.pool
        == PoolFigures(
          master: 77, startedAt: us(5), monotonicStartedAt: us(4), workers: 4, minimumWorkers: 2, wantedWorkers: 3,
          slots: 2,
          queued: 9, counters: Array(0..<UInt64(PoolCounter.allCases.count)), reloadedAt: nil, reloadRefusedAt: nil,
          youngDeaths: 5, nextStartAt: us(70)))
    let (reloads, refused) = (reader[.reloads], reader[.refusedReloads])
    writer.countReload(at: us(9))
    writer.countRefusedReload(at: us(8))
    #expect(reader.pool.reloadedAt == us(9) && reader[.reloads] == reloads + 1)
    #expect(reader.pool.reloadRefusedAt == us(8) && reader.pool[.refusedReloads] == refused + 1)
    writer.backsOff(youngDeaths: 0, nextStart: nil)
    #expect(reader.pool.youngDeaths == 0 && reader.pool.nextStartAt == nil)
    writer.row(1).occupy(process: 99, at: us(6))
    writer.row(1).state = .ready
    #expect(reader.row(1).process == 99 && reader.row(1).startedAt == us(6) && reader.row(1).state == .ready)
    #expect(reader.row(0).state == .free && reader.row(2).state == .free)
  }

  @Test func `a row counts error codes, database failures and database connections separately`() throws {
    let board = try make()
    let row = board.row(1)
    for _ in 0..<3 { row.countError(0) }
    row.countError(ScoreboardLayout.errors - 1)
    row.countError(ScoreboardLayout.errors)
    row.countDatabaseFailure(0)
    for _ in 0..<2 { row.countDatabaseFailure(ScoreboardLayout.databaseFailures - 1) }
    row.countDatabaseFailure(ScoreboardLayout.databaseFailures)
    #expect(
      (0..<ScoreboardLayout.errors).map(row.errors).filter { $0 > 0 } == [3, 1]
        && row.errors(ScoreboardLayout.errors) == 0)
    #expect(row.databaseFailures(0) == 1 && row.databaseFailures(ScoreboardLayout.databaseFailures - 1) == 2)
    for isOpen in [true, true, false] { row.countDatabaseConnection(isOpen: isOpen) }
    #expect(row.databaseConnections == 1 && row.accepted == 0 && row[0]?.requests == 0)
    // The next worker has no connections yet; the counts stay.
    row.occupy(process: 1, at: us(1))
    #expect(row.databaseConnections == 0 && row.errors(0) == 3)
    #expect(board.row(0).errors(0) == 0 && board.row(2).errors(0) == 0)
  }

  @Test func `a slot shows its current request and counts the finished ones`() throws {
    let board = try make()
    let slot = try #require(board.row(2)[1])
    #expect(slot.activity == nil)
    slot.begin(route: 1, requestID: id, at: us(1_000))
    #expect(slot.activity == SlotCell.Activity(route: 1, startedAt: us(1_000), requestID: id))
    slot.end()
    #expect(slot.activity == nil && slot.requests == 1)
    slot.begin(route: nil, requestID: "odd", at: us(2_000))
    #expect(
      slot.activity == SlotCell.Activity(route: 2, startedAt: us(2_000), requestID: String(repeating: "0", count: 32)))
    #expect(board.row(2)[0]?.activity == nil && board.row(2)[2] == nil)
  }

  @Test func `a slot shows the database time of its current request only`() throws {
    let board = try make()
    let slot = try #require(board.row(0)[0])
    slot.begin(route: 0, requestID: id, at: us(1_000))
    slot.enterDatabase(at: us(1_200))
    #expect(slot.activity?.database(at: us(1_500)) == us(300) && slot.activity?.age(at: us(1_500)) == us(500))
    slot.leaveDatabase(spent: us(400))
    #expect(slot.activity?.databaseSince == nil && slot.activity?.database(at: us(9_000)) == us(400))
    slot.enterDatabase(at: us(2_000))
    #expect(slot.activity?.database(at: us(2_010)) == us(410))
    slot.end()
    slot.begin(route: 0, requestID: id, at: us(3_000))
    #expect(slot.activity?.database(at: us(9_000)) == .zero)
  }

  @Test func `a slot that died while writing does not hold up readers or its successor`() throws {
    let board = try make()
    let slot = try #require(board.row(0)[0])
    slot.begin(route: 0, requestID: id, at: us(1))
    // As in the middle of a write.
    board.store(board.load(board.layout.rowsOffset + 64) | 1, at: board.layout.rowsOffset + 64)
    #expect(slot.activity?.route == 0)
    board.row(0).occupy(process: 5, at: us(2))
    #expect(slot.activity == nil && slot.requests == 0)
    slot.begin(route: 1, requestID: id, at: us(3))
    #expect(slot.activity?.route == 1)
  }

  @Test func `requests are counted by route, status and time, and the next worker continues the counts`() throws {
    let board = try make()
    let row = board.row(0)
    row.count(route: 0, status: 200, total: us(100), database: us(40), scoring: .zero, bytes: 10)
    row.count(route: 0, status: 200, total: us(101), database: .zero, scoring: us(7), bytes: 0)
    row.occupy(process: 9, at: .zero)
    row.count(route: 0, status: 503, total: us(99_000_000), database: .zero, scoring: .zero, bytes: 5)
    row.count(route: nil, status: 418, total: us(1), database: .zero, scoring: .zero, bytes: 0)
    let figures = row.figures(of: 0)
    #expect(figures.requests[0] == 2 && figures.requests[RouteFigures.position(ofStatus: 503)] == 1)
    #expect(figures.buckets[0] == 1 && figures.buckets[1] == 1 && figures.buckets.last == 1)
    #expect(figures.buckets.reduce(0, +) == 3)
    #expect(
      figures.total == us(99_000_201) && figures.database == us(40) && figures.scoring == us(7) && figures.bytes == 15)
    #expect(row.figures(of: 2).requests.last == 1 && row.figures(of: 1) == .none)
  }

  @Test func `many slots count at once without losing a request`() throws {
    let board = try make()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for _ in 0..<1_000 {
        board.row(thread % 2).count(route: 1, status: 200, total: us(10), database: us(1), scoring: us(1), bytes: 1)
      }
    }
    var sum = RouteFigures.none
    for row in 0..<board.rowCount { sum += board.row(row).figures(of: 1) }
    #expect(sum.requests[0] == 8_000 && sum.total == us(80_000) && sum.bytes == 8_000)
  }

  @Test func `nobody can resize a scoreboard, and a reader cannot write to it`() throws {
    let board = try make()
    let reader = try reading(board)
    for descriptor in [board.descriptor, reader.descriptor] {
      for size in [0, 1_000, 1 << 24] { #expect(ftruncate(descriptor, off_t(size)) == -1) }
    }
    var byte: UInt8 = 1
    #expect(pwrite(reader.descriptor, &byte, 1, 0) == -1 && errno == EBADF)
    board.countReload(at: us(7))
    #expect(reader[.reloads] == 1)
  }

  @Test func `a file that is not a scoreboard is refused`() throws {
    let path = "\(NSTemporaryDirectory())scoreboard-\(UUID().uuidString)"
    defer { unlink(path) }
    for bytes in [0, 10, 511, 4_096] {
      try Data(repeating: 0, count: bytes).write(to: URL(filePath: path))
      #expect(throws: ScoreboardError.foreign(path: path)) {
        _ = try Scoreboard(FileDescriptor(path, .reading), isWritable: false)
      }
    }
    #expect(throws: ScoreboardError.system(SystemCallError("stat", path, number: EBADF))) {
      _ = try Scoreboard(FileDescriptor(owning: -1, path: path), isWritable: false)
    }
  }

  @Test func `the scoreboard file of an earlier release is removed, and no other file`() throws {
    let path = "\(NSTemporaryDirectory())scoreboard-\(UUID().uuidString)"
    defer { unlink(path) }
    for (text, stays) in [("2EEUQRAM and more", false), ("a secret", true), ("", true)] {
      try Data(text.utf8).write(to: URL(filePath: path))
      Scoreboard.removeFileOfEarlierVersion(path)
      #expect((access(path, F_OK) == 0) == stays, "\(text)")
    }
  }

  @Test func `a worker has a heartbeat from its start on`() throws {
    let board = try make()
    board.row(1).occupy(process: 5, at: us(70))
    #expect(board.row(1).heartbeat == us(70))
    board.row(1).beat(at: us(90))
    #expect(try reading(board).row(1).heartbeat == us(90) && board.row(1).startedAt == us(70))
  }

  @Test(arguments: [UInt64.max, 1 << 63, 1])
  func `nonsense written by a faulty process stops neither readers nor writers`(nonsense: UInt64) throws {
    let board = try make()
    let (row, slot) = (board.row(0), try #require(board.row(0)[0]))
    for offset in stride(from: ScoreboardLayout.Header.slots.rawValue * 8 + 8, to: board.layout.size, by: 8) {
      board.store(nonsense, at: offset)
    }
    // The slot serves a request.
    board.store(
      1, at: board.layout.rowsOffset + board.layout.slotsOffset + ScoreboardLayout.SlotField.route.rawValue * 8)
    let activity = try #require(slot.activity)
    #expect(activity.age(at: us(5)) >= .zero)
    _ = activity.database(at: us(5))
    _ = (board.routes, board.pool, row.state, row.process, row.accepted)
    #expect(board.pool.slots > 0 && board.pool.startedAt > .zero && row.startedAt > .zero)
    #expect(row.cells.count <= 2 && board.figuresOfRoutes.count == 3)
    row.countAccepted()
    row.count(route: 0, status: 200, total: us(5), database: us(5), scoring: us(5), bytes: 5)
    board.count(.workerStarts)
    slot.begin(route: 1, requestID: id, at: us(7))
    #expect(slot.activity?.route == 1 && slot.activity?.requestID == id)
    slot.end()
    #expect(slot.activity == nil)
  }

  @Test func `a remark that is too long is cut off`() throws {
    let writer = try make()
    let reader = try reading(writer)
    #expect(reader.remark == "")
    for remark in ["needs a restart: socket", "é", "", String(repeating: "x", count: 511)] {
      writer.remark = remark
      #expect(reader.remark == remark)
    }
    writer.remark = String(repeating: "x", count: 10_000)
    #expect(reader.remark == String(repeating: "x", count: 511))
    #expect(reader.routes == ["GET /a", "POST /b", "other"])
  }
}
