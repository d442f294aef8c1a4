import FastCGI
import Glibc
import HTTP
import Synchronization
import TestCases
import Testing

/// Two workers of one slot each, as two processes of a pool would be, with a listening socket each, so that the test says
/// which of them accepts a connection.
struct HandOverTests {
  private let first: Party
  private let second: Party
  private let handOver: HandOver

  init() throws {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    #expect(socketpair(AF_UNIX, type, 0, &ends) == 0)
    handOver = try #require(HandOver(sending: ends[0], receiving: ends[1]))
    first = try Party("first", handOver)
    second = try Party("second", handOver)
  }

  @Test func `a kept connection of a worker that hangs is served by another`() throws {
    let (kept, hanging) = (try first.connect(), try first.connect())
    #expect(kept.send("GET", "/name") && kept.answer()?.hasSuffix("first") == true)
    #expect(hanging.send("GET", "/hang"))
    first.waitUntilItHangs()
    #expect(kept.send("GET", "/name"))
    #expect(kept.answer()?.hasSuffix("second") == true)
    #expect(first.openConnections == 1 && second.openConnections == 1)
    first.release()
    #expect(hanging.answer()?.hasSuffix("first") == true)
    // Both stay where they are now.
    #expect(kept.send("GET", "/name") && kept.answer()?.hasSuffix("second") == true)
  }

  @Test func `a kept connection without a request is nudged when its worker hangs, so that nginx closes it`() throws {
    let (kept, hanging) = (try first.connect(), try first.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(hanging.send("GET", "/hang"))
    let record = try #require(kept.receive())
    #expect(record.kind == FastCGIClient.Kind.error.rawValue && record.request == 1 && record.content == [])
    first.release()
  }

  @Test func `where all workers hang, the first that has a free slot again serves what waits`() throws {
    let (kept, hanging, other) = (try first.connect(), try first.connect(), try second.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(hanging.send("GET", "/hang") && other.send("GET", "/hang"))
    first.waitUntilItHangs()
    second.waitUntilItHangs()
    #expect(kept.send("GET", "/name"))
    second.release()
    #expect(kept.answer()?.hasSuffix("second") == true)
    first.release()
  }

  @Test func `a worker that goes first serves what waits to be taken over`() throws {
    let (kept, hanging, other) = (try first.connect(), try first.connect(), try second.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(hanging.send("GET", "/hang") && other.send("GET", "/hang"))
    first.waitUntilItHangs()
    second.waitUntilItHangs()
    #expect(kept.send("GET", "/name"))
    first.waitUntil { $0.openConnections == 1 }
    // The pool stops: no other worker will come.
    first.retire()
    second.retire()
    first.release()
    #expect(kept.answer()?.hasSuffix("first") == true)
    second.release()
  }

  @Test func `a worker with nothing left to do does not finish while a connection waits to be taken over`() throws {
    // Of no slots, so that it takes nothing by itself; the other one of the pool has gone.
    let last = try Party("last", handOver, slots: 0)
    let (kept, hanging, other) = (try first.connect(), try first.connect(), try second.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(hanging.send("GET", "/hang") && other.send("GET", "/hang"))
    first.waitUntilItHangs()
    second.waitUntilItHangs()
    #expect(kept.send("GET", "/name"))
    first.waitUntil { $0.openConnections == 1 }
    last.retire()
    last.waitUntil { $0.openConnections == 1 }
    #expect(last.openConnections == 1)
    first.release()
    second.release()
  }

  @Test func `what is no queue is refused`() {
    var ends: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    #expect(HandOver(sending: ends[0], receiving: ends[1]) == nil)
    #expect(HandOver(sending: -1, receiving: -1) == nil)
    ends.forEach { close($0) }
  }
}

/// A worker that says its name, and on `/hang` waits until it is released.
private final class Party: Sendable {
  private let path: String
  private let worker: Worker<Void>
  private let gate: Gate

  init(_ name: String, _ handOver: HandOver, slots: Int = 1) throws {
    let path = "/tmp/marquee-\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { bind(listener, $0.baseAddress, socklen_t(bytes.count)) }
    }
    #expect(result == 0 && listen(listener, 16) == 0)
    let gate = Gate()
    (self.path, self.gate) = (path, gate)
    worker = Worker(
      listener: listener, clients: try #require(AllowedClients([])), maximumBody: 1_000, makeServices: { _, _ in },
      handOver: handOver,
      respond: { request, _ in
        if request.path == "/hang" { gate.pass() }
        return Response(contentType: "text/plain", body: Array(name.utf8))
      })
    worker.start(slots: slots)
  }

  deinit { unlink(path) }

  func connect() throws -> FastCGIClient { try #require(FastCGIClient(path: path)) }
  func release() { gate.open() }
  func retire() { worker.retire() }
  var openConnections: Int { worker.openConnections }

  func waitUntilItHangs() { gate.waitForSomebody() }

  func waitUntil(_ condition: (Party) -> Bool) {
    for _ in 0..<2_000 where !condition(self) { usleep(10_000) }
  }
}

/// Whoever comes waits until it is opened.
private final class Gate: Sendable {
  private let state = Mutex((waiting: 0, isOpen: false))

  func pass() {
    state.withLock { $0.waiting += 1 }
    while !state.withLock({ $0.isOpen }) { usleep(1_000) }
  }

  func open() { state.withLock { $0.isOpen = true } }

  func waitForSomebody() {
    for _ in 0..<20_000 where state.withLock({ $0.waiting == 0 }) { usleep(1_000) }
  }
}
