import FastCGI
import Glibc
import System
import TestCases
import Testing

/// Two workers of one slot each, like two processes of a pool. Each has a listening socket of its own, so that the test
/// decides which of them accepts a connection.
struct TransferTests {
  private let first: TestWorker
  private let second: TestWorker
  private let queue: ConnectionQueue

  init() throws {
    queue = try ConnectionQueue()
    first = try TestWorker("first", queue)
    second = try TestWorker("second", queue)
  }

  @Test func `a kept connection of a hung worker is served by another`() throws {
    let (kept, hanging) = (try first.connect(), try first.connect())
    #expect(kept.send("GET", "/name") && kept.answer()?.hasSuffix("first") == true)
    #expect(hanging.send("GET", "/hang"))
    first.waitUntilItHangs()
    #expect(kept.send("GET", "/name"))
    #expect(kept.answer()?.hasSuffix("second") == true)
    // The first worker closes its descriptor only after the transfer.
    first.waitUntil { $0.openConnections == 1 }
    #expect(first.openConnections == 1 && second.openConnections == 1)
    first.release()
    #expect(hanging.answer()?.hasSuffix("first") == true)
    // A transferred connection stays with its new worker.
    #expect(kept.send("GET", "/name") && kept.answer()?.hasSuffix("second") == true)
  }

  @Test func `an idle connection is nudged when its worker hangs, so that nginx closes it`() throws {
    let (kept, hanging) = (try first.connect(), try first.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(hanging.send("GET", "/hang"))
    let record = try #require(kept.receive())
    #expect(record.kind == FastCGIClient.Kind.error.rawValue && record.request == 1 && record.content == [])
    first.release()
  }

  @Test func `if all workers hang, the first to have a free slot again serves the transferred connection`() throws {
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

  @Test func `a retiring worker first serves the connections in the queue`() throws {
    let (kept, hanging, other) = (try first.connect(), try first.connect(), try second.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(hanging.send("GET", "/hang") && other.send("GET", "/hang"))
    first.waitUntilItHangs()
    second.waitUntilItHangs()
    #expect(kept.send("GET", "/name"))
    first.waitUntil { $0.openConnections == 1 }
    // The pool stops, so no other worker will come.
    first.retire()
    second.retire()
    first.release()
    #expect(kept.answer()?.hasSuffix("first") == true)
    second.release()
  }

  @Test func `a retiring worker without connections does not finish while one waits in the queue`() throws {
    // A worker without slots takes nothing by itself.
    let last = try TestWorker("last", queue, slots: 0)
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

  @Test func `descriptors that are not the ends of a queue are refused`() {
    var ends: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    #expect(ConnectionQueue(sendingEnd: ends[0], receivingEnd: ends[1]) == nil)
    #expect(ConnectionQueue(sendingEnd: -1, receivingEnd: -1) == nil)
    ends.forEach { close($0) }
  }
}
