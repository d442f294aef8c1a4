import Foundation
import Scoreboard
import Synchronization
import System
import Testing

@testable import Supervisor

/// Real sockets, in a temporary folder.
struct StatusSocketTests {
  private let folder: String
  private var path: String { "\(folder)/s" }

  init() throws {
    var template = Array("/tmp/marquee-sockets.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func clean() {
    unlink(path)
    rmdir(folder)
  }

  private func board() throws -> Scoreboard { try Scoreboard.create(routes: ["GET /a"], rows: 2, slots: 2) }

  private func file() -> UnixSocket { UnixSocket(path: path, mode: 0o600) }

  /// Answers clients while `body` runs, as a master does.
  private func answered<Result: Sendable>(by socket: StatusSocket, _ body: () throws -> Result) throws -> Result {
    nonisolated(unsafe) let socket = socket
    let isDone = Done()
    startThread {
      while !isDone.value {
        _ = socket.answer()
        usleep(1_000)
      }
      isDone.seen()
    }
    defer { isDone.tell() }
    return try body()
  }

  /// The macro `#expect` cannot use values that are not copyable.
  private func expect(_ isSo: Bool, at location: SourceLocation = #_sourceLocation) {
    #expect(isSo, sourceLocation: location)
  }

  @Test
  func `a client of the status socket gets the master and the scoreboard, and can neither change nor truncate it`()
    throws
  {
    defer { clean() }
    let board = try board()
    let socket = try StatusSocket(at: file(), scoreboard: board.descriptorForReading())
    board.countReload(at: .seconds(7))
    let pool = try answered(by: socket) { try RunningPool.find(at: path) }
    #expect(pool.master == getpid() && pool.board[.reloads] == 1)
    board.countReload(at: .seconds(7))
    #expect(pool.board[.reloads] == 2)
    // Not even the pool itself can truncate it.
    for descriptor in [pool.board.descriptor, board.descriptor] { #expect(ftruncate(descriptor, 0) != 0) }
    var byte: UInt8 = 1
    #expect(write(pool.board.descriptor, &byte, 1) == -1)
  }

  @Test func `a stopped pool, one that never ran, and a silent one are distinguished`() throws {
    defer { clean() }
    #expect(throws: ScoreboardError.system(SystemCallError("connect", path, number: ENOENT))) {
      try RunningPool.find(at: path)
    }
    do {
      _ = try StatusSocket(
        at: UnixSocket(path: path, mode: 0o600, staysBehind: true), scoreboard: board().descriptorForReading())
    }
    #expect(throws: ScoreboardError.noPool(path: path)) { try RunningPool.find(at: path) }
    let silent = try file().listen()
    #expect(throws: ScoreboardError.silent(path: path, master: getpid())) {
      try RunningPool.find(at: path, within: .seconds(1))
    }
    _ = silent.descriptor
  }

  @Test func `a path in use is refused, and closing a socket removes only its own file`() throws {
    defer { clean() }
    var first = try file().listen()
    #expect(throws: SystemCallError("bind", path, number: EADDRINUSE)) { _ = try file().listen().descriptor }
    expect(first.isInPlace)
    unlink(path)
    expect(!first.isInPlace)
    let second = try file().listen()
    first.unlinkPath()
    expect(second.isInPlace)
    #expect(throws: SystemCallError("bind", path, number: EADDRINUSE)) { try first.listenAgain() }
    expect(second.isInPlace)
  }

  @Test func `a removed socket file is created again`() throws {
    defer { clean() }
    var listener = try file().listen()
    unlink(path)
    try listener.listenAgain()
    expect(listener.isInPlace)
    // A file of another kind in its place is not removed.
    unlink(path)
    close(open(path, O_WRONLY | O_CREAT, 0o600))
    #expect(throws: SystemCallError("bind", path, number: EEXIST)) { try listener.listenAgain() }
    #expect(access(path, F_OK) == 0)
  }

  @Test func `if many pools start at once on a stale path, exactly one gets it`() throws {
    defer { clean() }
    // Without the lock only few rounds have two winners, so there are many rounds.
    for _ in 0..<500 {
      do { _ = try UnixSocket(path: path, mode: 0o600, staysBehind: true).listen().descriptor }
      let (winners, begin, end) = (Winners(), Barrier(), Barrier())
      let path = path
      for _ in 0..<8 {
        startThread {
          begin.arrive()
          begin.wait(for: 8)
          compete(for: path, winners)
          end.arrive()
        }
      }
      // The next round must not meet a socket of this one.
      end.wait(for: 8)
      #expect(winners.won == 1)
    }
  }
}

/// Holds the socket, if it was free, until all have tried.
private func compete(for path: String, _ winners: Winners) {
  guard let listener = try? UnixSocket(path: path, mode: 0o600).listen() else { return winners.add(isWinner: false) }
  winners.add(isWinner: true)
  // Sleeps, so that the others get the processors.
  while winners.count < 8 { usleep(500) }
  _ = listener.descriptor
}

private func startThread(_ body: @escaping @Sendable () -> Void) { Thread.detachNewThread(body) }

private final class Done: Sendable {
  private let isTold = Atomic(false)
  private let isSeen = Atomic(false)
  var value: Bool { isTold.load(ordering: .acquiring) }
  func seen() { isSeen.store(true, ordering: .releasing) }

  /// Returns when the thread has seen it.
  func tell() {
    isTold.store(true, ordering: .releasing)
    while !isSeen.load(ordering: .acquiring) { usleep(500) }
  }
}

/// Lets threads continue at the same moment.
private final class Barrier: Sendable {
  private let arrived = Atomic(0)

  func arrive() { arrived.add(1, ordering: .acquiringAndReleasing) }

  func wait(for threads: Int) {
    while arrived.load(ordering: .acquiring) < threads { sched_yield() }
  }
}

private final class Winners: Sendable {
  private let state = Mutex((count: 0, won: 0))
  var count: Int { state.withLock { $0.count } }
  var won: Int { state.withLock { $0.won } }

  func add(isWinner: Bool) {
    state.withLock {
      $0.count += 1
      $0.won += isWinner ? 1 : 0
    }
  }
}
