import Foundation
import System
import TestCases
import Testing

/// Requests that arrive together and are served as a group.
struct GroupTests {
  /// Sends requests while the only slot of a worker blocks, and then releases it.
  /// - Returns: the bodies of their answers.
  private func answers(
    _ worker: TestWorker, _ clients: [FastCGIClient], _ targets: [String]
  ) throws -> [String] {
    let blocking = try worker.connect()
    #expect(blocking.send("GET", "/wait"))
    worker.waitUntilItHangs()
    for (client, target) in zip(clients, targets) { #expect(client.send("GET", target)) }
    worker.release()
    #expect(blocking.answer() != nil)
    return clients.map { $0.answer()?.split(separator: "\r\n").last.map(String.init) ?? "none" }
  }

  private func connect(_ worker: TestWorker, _ count: Int) throws -> [FastCGIClient] {
    let clients = try (0..<count).map { _ in try worker.connect() }
    for client in clients { #expect(client.send("GET", "/name") && client.answer() != nil) }
    return clients
  }

  @Test func `requests of one group that wait are served together, and each gets its own answer`() throws {
    let worker = try TestWorker("together")
    let clients = try connect(worker, 3)
    for _ in 0..<3 {
      #expect(
        try answers(worker, clients, ["/group?a", "/group?b", "/group?c"])
          == ["a of 3 by together", "b of 3 by together", "c of 3 by together"])
      worker.close()
    }
  }

  @Test func `a group has at most eight requests, and the others are served next`() throws {
    let worker = try TestWorker("eight")
    let clients = try connect(worker, 10)
    let answers = try answers(worker, clients, clients.indices.map { "/group?\($0)" })
    #expect(answers.filter { $0.hasSuffix("of 8 by eight") }.count == 8)
    #expect(answers.filter { $0.hasSuffix("of 2 by eight") }.count == 2)
    #expect(answers.map { $0.prefix(1) } == clients.indices.map { "\($0)" })
  }

  @Test func `requests of other groups, and requests that are not grouped, are answered alone`() throws {
    let worker = try TestWorker("mixed")
    let clients = try connect(worker, 5)
    #expect(
      try answers(worker, clients, ["/group?a", "/groups?b", "/name", "/group?c", "/groups?d"])
        == ["a of 2 by mixed", "b of 2 by mixed", "mixed", "c of 2 by mixed", "d of 2 by mixed"])
  }

  @Test func `half a request joins no group, and is answered once it is whole`() throws {
    let worker = try TestWorker("half", slots: 2)
    let slow = try worker.connect()
    let clients = try connect(worker, 2)
    let request = FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/group?slow")])
    #expect(slow.send(Array(request[..<30])))
    for _ in 0..<20 {
      for client in clients { #expect(client.send("GET", "/group?x")) }
      for client in clients { #expect(client.answer()?.hasSuffix("by half") == true) }
    }
    #expect(slow.send(Array(request[30...])) && slow.answer()?.hasSuffix("slow of 1 by half") == true)
  }

  @Test func `two requests sent at once over one connection of a group are both answered`() throws {
    let worker = try TestWorker("pairs")
    let clients = try connect(worker, 2)
    let blocking = try worker.connect()
    #expect(blocking.send("GET", "/wait"))
    worker.waitUntilItHangs()
    let request = FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/group?x")])
    for client in clients { #expect(client.send(request + request)) }
    worker.release()
    for client in clients { #expect(client.answer() != nil && client.answer() != nil) }
  }

  @Test(arguments: ["/group-wait", "/group-hang"])
  func `while a group blocks, other slots serve, and its connections serve again afterwards`(path: String) throws {
    let worker = try TestWorker("blocks", slots: 2)
    let clients = try connect(worker, 4)
    let (first, second) = (try worker.connect(), try worker.connect())
    // Both slots block, so that the group waits as a whole.
    for client in [first, second] { #expect(client.send("GET", "/wait")) }
    worker.waitUntilItHangs(threads: 2)
    for client in clients { #expect(client.send("GET", "\(path)?x")) }
    worker.release(threads: 2)
    #expect(first.answer() != nil && second.answer() != nil)
    worker.waitUntilItHangs(threads: 3)
    #expect(first.send("GET", "/name") && first.answer()?.hasSuffix("blocks") == true)
    worker.release()
    for client in clients { #expect(client.answer()?.hasSuffix("by blocks") == true) }
  }

  @Test func `requests that arrive while a group blocks are served next, together`() throws {
    // The stall watcher does not look within this test.
    let worker = try TestWorker("next", slots: 3, checkInterval: .seconds(60))
    let clients = try connect(worker, 4)
    #expect(clients[3].send("GET", "/group-wait?first"))
    for count in 1...2 {
      worker.waitUntilItHangs(threads: count)
      for (client, mark) in zip(clients, ["a", "b", "c"]) { #expect(client.send("GET", "/group-name?\(mark)")) }
      // Other requests are served meanwhile. They arrive last.
      let other = try worker.connect()
      #expect(other.send("GET", "/name") && other.answer()?.hasSuffix("next") == true)
      worker.release(threads: count)
      #expect(clients[3].answer()?.hasSuffix("first of 1 by next") == true)
      #expect(clients[..<3].map { $0.answer()?.suffix(14) } == ["a of 3 by next", "b of 3 by next", "c of 3 by next"])
      #expect(clients[3].send("GET", "/group-wait?first"))
    }
    worker.release()
    #expect(clients[3].answer() != nil)
  }

  @Test(arguments: [3, 10]) func `requests that arrive while a group waits for its turn join it`(count: Int) throws {
    let memory = try MappedMemory(zeros: 8)
    let lease = Lease(memory, offset: 0, term: .seconds(60))
    let hold = try #require(lease.take())
    let before = memory.start.load(as: UInt32.self)
    let worker = try TestWorker("turn", slots: 2, checkInterval: .seconds(60), lease: lease)
    let clients = try connect(worker, count)
    #expect(clients[0].send("GET", "/group?0"))
    while memory.start.load(as: UInt32.self) == before { usleep(100) }
    for (index, client) in clients.enumerated().dropFirst() { #expect(client.send("GET", "/group?\(index)")) }
    // Other requests are served meanwhile. They arrive last.
    let other = try worker.connect()
    #expect(other.send("GET", "/name") && other.answer()?.hasSuffix("turn") == true)
    lease.giveBack(hold)
    let answers = clients.map { $0.answer()?.split(separator: "\r\n").last.map(String.init) ?? "none" }
    #expect(
      answers == clients.indices.map { $0 < 8 ? "\($0) of \(min(count, 8)) by turn" : "\($0) of \(count - 8) by turn" })
  }

  @Test func `a group does not wait for who hangs with the lease`() throws {
    let lease = Lease(try MappedMemory(zeros: 8), offset: 0)
    _ = try #require(lease.take())
    let worker = try TestWorker("lease", slots: 2, lease: lease)
    for client in try connect(worker, 3) { #expect(client.send("GET", "/group?x") && client.answer() != nil) }
  }

  @Test func `a slot that hangs with a group holds up no other request of its kind`() throws {
    let worker = try TestWorker("hung-group", slots: 3)
    let clients = try connect(worker, 3)
    #expect(clients[2].send("GET", "/group-wait?first"))
    worker.waitUntilItHangs()
    for _ in 0..<3 {
      for client in clients[..<2] { #expect(client.send("GET", "/group-name?x")) }
      for client in clients[..<2] { #expect(client.answer()?.contains("x of ") == true) }
    }
    worker.release()
    #expect(clients[2].answer()?.hasSuffix("first of 1 by hung-group") == true)
  }

  @Test func `a client that goes away while its request waits for a group is forgotten`() throws {
    let worker = try TestWorker("gone", slots: 3, checkInterval: .seconds(60))
    let clients = try connect(worker, 2)
    var impatient: FastCGIClient? = try worker.connect()
    #expect(clients[0].send("GET", "/group-wait?first"))
    worker.waitUntilItHangs()
    #expect(impatient?.send("GET", "/group-name?x") == true)
    #expect(clients[1].send("GET", "/name") && clients[1].answer() != nil)
    impatient = nil
    worker.release()
    #expect(clients[0].answer() != nil)
    worker.waitUntil { $0.openConnections == 2 }
    #expect(clients[1].send("GET", "/group-name?y") && clients[1].answer()?.hasSuffix("y of 1 by gone") == true)
  }

  @Test func `many clients with requests of all kinds are all answered, in groups or alone`() throws {
    let worker = try TestWorker("all-kinds", slots: 4)
    worker.release()
    DispatchQueue.concurrentPerform(iterations: 16) { number in
      guard let client = try? worker.connect() else { return }
      for turn in 0..<200 {
        let path = ["/name", "/group", "/group-wait", "/group-hang", "/group", "/wait"][(number + turn) % 6]
        let mark = "\(number).\(turn)"
        #expect(client.send("GET", "\(path)?\(mark)"))
        let answer = client.answer()
        #expect(answer?.hasSuffix("all-kinds") == true)
        if path.hasPrefix("/group") { #expect(answer?.contains("\(mark) of ") == true) }
      }
    }
    worker.waitUntil { $0.openConnections == 0 }
    #expect(worker.openConnections == 0)
  }
}
