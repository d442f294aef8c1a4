import FastCGI
import Glibc
import HTTP
import Synchronization
import System
import TestCases
import Testing

/// A worker that answers with its name. On `/hang` it blocks until it is released; on `/wait` it does so after yielding
/// the lead; on `/long` it answers with more bytes than a socket takes at once. Requests for one path that begins with
/// `/group` are served together, and their answers say how many there were; those for `/group-wait` and `/group-hang`
/// block like the others. Answers to paths that end in `delayed` are delayed.
final class TestWorker: Sendable {
  let path: String
  private let worker: Worker<Turn>
  private let gate: Latch

  init(
    _ name: String, _ queue: ConnectionQueue? = nil, slots: Int = 1, delay: Duration = .zero, maximumDelayed: Int = 256,
    checkInterval: Duration = .milliseconds(5), lease: Lease? = nil
  ) throws {
    let path = "/tmp/marquee-\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { bind(listener, $0.baseAddress, socklen_t(bytes.count)) }
    }
    #expect(result == 0 && listen(listener, 16) == 0)
    let gate = Latch()
    (self.path, self.gate) = (path, gate)
    worker = Worker(
      listener: listener, clients: try #require(AllowedClients([])), maximumBody: 1_000, delay: delay,
      maximumDelayed: maximumDelayed, checkInterval: checkInterval,
      makeContext: { _, turn in turn },
      connectionQueue: queue,
      group: { $0.path.hasPrefix("/group") ? $0.path.utf8.count : nil }, lease: { _ in lease },
      respond: { requests, turn in
        let path = requests[0].path
        if path.contains("wait") { turn.yield() }
        if path.contains("hang") || path.contains("wait") { gate.pass() }
        if path == "/long" { return [Response(body: [UInt8](repeating: 65, count: 10_000_000))] }
        return requests.map { request in
          let text = path.hasPrefix("/group") ? "\(request.query) of \(requests.count) by \(name)" : name
          var response = Response(contentType: "text/plain", body: Array(text.utf8))
          response.isDelayed = path.hasSuffix("delayed")
          return response
        }
      })
    worker.start(slots: slots)
  }

  deinit { unlink(path) }

  func connect() throws -> FastCGIClient { try #require(FastCGIClient(path: path)) }
  func release() { gate.open() }
  func release(threads: Int) { gate.open(for: threads) }
  /// Blocks threads anew. No thread may be blocked at the time.
  func close() { gate.close() }
  func retire(releasingListener releases: Bool = false) { worker.retire(releasingListener: releases) }
  var openConnections: Int { worker.openConnections }
  var finished: Int32 { worker.finished }

  /// - Parameter threads: how many have blocked, or were let through, since the start.
  func waitUntilItHangs(threads: Int = 1) { gate.wait(threads: threads) }

  func waitUntil(_ condition: (TestWorker) -> Bool) {
    for _ in 0..<6_000 where !condition(self) { usleep(10_000) }
  }
}

/// Blocks threads until it is opened.
final class Latch: Sendable {
  /// How many threads have arrived, and how many may pass.
  private let state = Mutex((arrived: 0, passes: 0))

  func pass() {
    let number = state.withLock { state in
      state.arrived += 1
      return state.arrived
    }
    while state.withLock({ $0.passes < number }) { usleep(1_000) }
  }

  func open() { open(for: .max) }
  func close() { state.withLock { $0 = (0, 0) } }
  /// Lets the first `threads` threads pass.
  func open(for threads: Int) { state.withLock { $0.passes = threads } }

  func wait(threads: Int) {
    for _ in 0..<60_000 where state.withLock({ $0.arrived < threads }) { usleep(1_000) }
  }
}
