import Foundation
import TestCases
import Testing

struct DelayedAnswerTests {
  @Test func `a delayed answer occupies no slot, and is sent in the end`() throws {
    let worker = try TestWorker("hours", slots: 1, delay: .seconds(3_600))
    let (refused, other) = (try worker.connect(), try worker.connect())
    #expect(refused.send("GET", "/delayed"))
    for _ in 0..<20 { #expect(other.send("GET", "/name") && other.answer()?.hasSuffix("hours") == true) }
    #expect(!refused.hasBytes)
    #expect(worker.openConnections == 2)
  }

  @Test func `so many that they might take all descriptors are not delayed`() throws {
    let worker = try TestWorker("crowd", slots: 1, delay: .seconds(3_600), maximumDelayed: 4)
    let clients = try (0..<9).map { _ in try worker.connect() }
    for client in clients { #expect(client.send("GET", "/delayed")) }
    // The thread that sends them may have taken the first one, which is then no longer counted.
    worker.waitUntil { _ in clients.count(where: \.hasBytes) >= 9 - 5 }
    let answered = clients.filter(\.hasBytes)
    #expect(answered.count == 9 - 4 || answered.count == 9 - 5)
    for client in answered {
      #expect(client.answer()?.hasSuffix("crowd") == true)
      #expect(client.send("GET", "/name") && client.answer()?.hasSuffix("crowd") == true)
    }
  }

  @Test(arguments: ["/delayed", "/wait-delayed"])
  func `the connection of a delayed answer goes on, whether its slot has yielded the lead or not`(path: String) throws {
    let worker = try TestWorker("goes-on", slots: 2, delay: .milliseconds(1))
    worker.release()
    let client = try worker.connect()
    for _ in 0..<50 {
      #expect(client.send("GET", path) && client.answer()?.hasSuffix("goes-on") == true)
      #expect(client.send("GET", "/name") && client.answer()?.hasSuffix("goes-on") == true)
    }
  }

  @Test func `a request that comes with another is not forgotten`() throws {
    let worker = try TestWorker("both", slots: 1, delay: .milliseconds(1))
    let client = try worker.connect()
    let request = FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/delayed")])
    #expect(client.send(request + request))
    #expect(client.answer()?.hasSuffix("both") == true && client.answer()?.hasSuffix("both") == true)
  }

  @Test func `delayed answers to requests that are served together are all sent`() throws {
    let worker = try TestWorker("together", slots: 1, delay: .milliseconds(1))
    let clients = try (0..<4).map { _ in try worker.connect() }
    for _ in 0..<20 {
      for client in clients { #expect(client.send("GET", "/group-delayed")) }
      for client in clients { #expect(client.answer()?.hasSuffix("by together") == true) }
    }
  }

  @Test func `a worker retires once its delayed answers are sent`() throws {
    let worker = try TestWorker("late", slots: 1, delay: .milliseconds(300))
    let client = try worker.connect()
    #expect(client.send("GET", "/wait-delayed"))
    worker.waitUntilItHangs()
    worker.retire()
    worker.release()
    #expect(client.answer()?.hasSuffix("late") == true)
    #expect(client.receive()?.kind == FastCGIClient.Kind.error.rawValue)
    client.finishSending()
    var event = pollfd(fd: worker.finished, events: Int16(POLLIN), revents: 0)
    #expect(poll(&event, 1, 60_000) == 1)
  }
}
