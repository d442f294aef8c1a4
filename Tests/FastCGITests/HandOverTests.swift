import FastCGI
import Glibc
import TestCases
import Testing

/// Two workers of one slot each, as two processes of a pool would be, with a listening socket each, so that the test
/// says which of them accepts a connection.
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
    // Its own end of the connection the first lets go only after it has handed over the other.
    first.waitUntil { $0.openConnections == 1 }
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
