import CLinux
import Glibc
import Testing

@testable import Supervisor

struct ControlTests {
  @Test func `a message arrives whole, and its end is told from it`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    let messages: [ControlMessage] = [.unable(reason: "no catalogue: é"), .ready, .serve]
    for message in messages { message.send(to: ends[0]) }
    for message in messages { #expect(ControlMessage(receivedFrom: ends[1]) == message) }
    close(ends[0])
    #expect(ControlMessage(receivedFrom: ends[1]) == nil)
    // Nobody reads: no signal ends this process.
    ControlMessage.ready.send(to: ends[1])
    close(ends[1])
  }

  @Test func `a reason of any length is told as far as a message goes`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    ControlMessage.unable(reason: String(repeating: "x", count: 100_000)).send(to: ends[0])
    #expect(ControlMessage(receivedFrom: ends[1]) == .unable(reason: String(repeating: "x", count: 511)))
    ends.forEach { close($0) }
  }

  @Test func `sealed memory holds what was put into it, and nobody can change it`() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    let memory = try SealedMemory(bytes)
    for _ in 0..<2 { #expect(SealedMemory.inherited(as: dup(memory.descriptor)) == bytes) }
    #expect(write(memory.descriptor, "x", 1) == -1 && errno == EPERM)
    #expect(ftruncate(memory.descriptor, 0) == -1 && errno == EPERM)
    #expect(mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_SHARED, memory.descriptor, 0) == MAP_FAILED)
    #expect(fcntl(memory.descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func `where a master has left nothing, or something else, nothing is found`() {
    let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    #expect(SealedMemory.inherited(as: file) == nil && fcntl(file, F_GETFD) >= 0)
    #expect(SealedMemory.inherited(as: 1_000) == nil)
  }
}
