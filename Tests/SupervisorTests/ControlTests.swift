import CLinux
import Foundation
import Scoreboard
import System
import Testing

@testable import Supervisor

struct ControlTests {
  @Test func `each message arrives whole, and the end of the connection is distinguished from a message`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    let messages: [ControlMessage] = [.unable(reason: "no catalogue: é"), .ready, .serve]
    for message in messages { message.send(to: ends[0]) }
    for message in messages { #expect(ControlMessage(receivedFrom: ends[1]) == message) }
    close(ends[0])
    #expect(ControlMessage(receivedFrom: ends[1]) == nil)
    // The other end is closed, and no SIGPIPE may end this process.
    ControlMessage.ready.send(to: ends[1])
    close(ends[1])
  }

  @Test func `a long reason is cut off at the length of a message`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    ControlMessage.unable(reason: String(repeating: "x", count: 100_000)).send(to: ends[0])
    #expect(ControlMessage(receivedFrom: ends[1]) == .unable(reason: String(repeating: "x", count: 511)))
    ends.forEach { close($0) }
  }

  @Test func `sealed memory keeps its bytes, and nobody can change them`() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    let memory = try SealedMemory(bytes)
    for _ in 0..<2 { #expect(SealedMemory.receive(dup(memory.descriptor)) == bytes) }
    #expect(write(memory.descriptor, "x", 1) == -1 && errno == EPERM)
    #expect(ftruncate(memory.descriptor, 0) == -1 && errno == EPERM)
    #expect(mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_SHARED, memory.descriptor, 0) == MAP_FAILED)
    #expect(fcntl(memory.descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func `a descriptor that is not sealed memory is neither read nor closed`() {
    let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    #expect(SealedMemory.receive(file) == nil && fcntl(file, F_GETFD) >= 0)
    #expect(SealedMemory.receive(1_000) == nil)
  }

  @Test func `a spawned process finds each descriptor under its agreed number`() throws {
    let listener = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(listener) }
    let scoreboard = try Scoreboard.create(routes: [], rows: 1, slots: 1)
    let inheritance = Inheritance(
      listener: listener, scoreboard: scoreboard.descriptor, connectionQueue: try ConnectionQueue(),
      settings: try SealedMemory([1]))
    let output = "/tmp/marquee-inheritance-\(getpid())"
    defer { unlink(output) }
    let script = "for n in 0 3 4 5 6 7; do readlink /proc/$$/fd/$n || echo none; done > \(output)"
    let child = try Child.spawn(["/bin/sh", "-c", script], passing: inheritance.descriptors(control:))
    var status: Int32 = -1
    #expect(waitpid(child.process, &status, 0) == child.process && status == 0)
    close(child.control)
    let files = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map { line in
      line.prefix { $0 != "[" && $0 != "(" }
    }
    #expect(
      files == [
        "/dev/null", "socket:", "/memfd:marquee-scoreboard ", "socket:", "socket:", "/memfd:marquee settings ",
      ])
  }
}
