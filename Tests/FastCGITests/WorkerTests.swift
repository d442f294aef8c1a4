import FastCGI
import Foundation
import TestCases
import Testing

struct WorkerTests {
  @Test(arguments: ["/wait", "/hang"])
  func `another slot serves while one blocks, whether it has yielded the lead or not`(path: String) throws {
    let worker = try TestWorker("waits", slots: 2)
    let (waiting, other) = (try worker.connect(), try worker.connect())
    for _ in 0..<3 {
      #expect(waiting.send("GET", path))
      worker.waitUntilItHangs()
      #expect(other.send("GET", "/name") && other.answer()?.hasSuffix("waits") == true)
      worker.release()
      #expect(waiting.answer()?.hasSuffix("waits") == true)
      worker.close()
    }
  }

  @Test func `requests that arrive while all slots block are served when one is free`() throws {
    let worker = try TestWorker("all", slots: 2)
    let clients = try (0..<4).map { _ in try worker.connect() }
    for (client, path) in zip(clients, ["/wait", "/hang", "/name", "/name"]) {
      #expect(client.send("GET", path))
      if path != "/name" { worker.waitUntilItHangs() }
    }
    worker.release()
    for client in clients { #expect(client.answer()?.hasSuffix("all") == true) }
  }

  @Test func `a client that reads nothing, and one that has sent half a request, hold up no other`() throws {
    let worker = try TestWorker("slow", slots: 3)
    let (deaf, slow, other) = (try worker.connect(), try worker.connect(), try worker.connect())
    let request = FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/name")])
    #expect(deaf.send("GET", "/long") && slow.send(Array(request[..<20])))
    for _ in 0..<20 { #expect(other.send("GET", "/name") && other.answer()?.hasSuffix("slow") == true) }
    #expect(slow.send(Array(request[20...])) && slow.answer()?.hasSuffix("slow") == true)
    #expect(deaf.answer()?.utf8.count ?? 0 > 10_000_000)
  }

  @Test func `many concurrent clients with all kinds of requests are all answered`() throws {
    let worker = try TestWorker("many", slots: 4)
    worker.release()
    DispatchQueue.concurrentPerform(iterations: 16) { number in
      guard let client = try? worker.connect() else { return }
      for turn in 0..<200 {
        let path = ["/name", "/name", "/wait", "/hang"][(number + turn) % 4]
        #expect(client.send("GET", path) && client.answer()?.hasSuffix("many") == true)
      }
    }
    worker.waitUntil { $0.openConnections == 0 }
    #expect(worker.openConnections == 0)
  }

  @Test func `two requests sent at once are both answered`() throws {
    let worker = try TestWorker("pair", slots: 1)
    let client = try worker.connect()
    let request = FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/name")])
    #expect(client.send(request + request))
    #expect(client.answer() != nil && client.answer() != nil)
  }

  @Test func `a connection that the client does not ask to keep is closed after the answer`() throws {
    let worker = try TestWorker("once", slots: 1)
    let client = try worker.connect()
    #expect(client.send(FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/name")], keeps: false)))
    #expect(client.answer() != nil)
    worker.waitUntil { $0.openConnections == 0 }
    #expect(worker.openConnections == 0)
  }

  @Test
  func `a retiring worker nudges its kept connections, serves what still arrives, and finishes when all are closed`()
    throws
  {
    let worker = try TestWorker("retires", slots: 2)
    let (kept, waiting) = (try worker.connect(), try worker.connect())
    #expect(kept.send("GET", "/name") && kept.answer() != nil)
    #expect(waiting.send("GET", "/wait"))
    worker.waitUntilItHangs()
    worker.retire()
    let nudge = try #require(kept.receive())
    #expect(nudge.kind == FastCGIClient.Kind.error.rawValue)
    #expect(kept.send("GET", "/name") && kept.answer()?.hasSuffix("retires") == true)
    worker.release()
    #expect(waiting.answer()?.hasSuffix("retires") == true)
    var event = pollfd(fd: worker.finished, events: Int16(POLLIN), revents: 0)
    #expect(poll(&event, 1, 0) == 0)
    kept.finishSending()
    waiting.finishSending()
    #expect(poll(&event, 1, 60_000) == 1)
  }

  @Test func `a worker without a master lets go of the socket while all slots block, and then serves what it accepted`()
    throws
  {
    let worker = try TestWorker("orphan", slots: 1)
    let (hanging, waiting) = (try worker.connect(), try worker.connect())
    #expect(hanging.send("GET", "/hang"))
    worker.waitUntilItHangs()
    #expect(waiting.send("GET", "/name"))
    worker.retire(releasingListener: true)
    #expect(FastCGIClient(path: worker.path) == nil)
    worker.release()
    for client in [hanging, waiting] { #expect(client.answer()?.hasSuffix("orphan") == true) }
    for client in [hanging, waiting] { client.finishSending() }
    var event = pollfd(fd: worker.finished, events: Int16(POLLIN), revents: 0)
    #expect(poll(&event, 1, 60_000) == 1)
  }
}
