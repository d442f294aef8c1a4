import Glibc
import Logging
import Logs
import Synchronization
import Testing

struct LogOutputTests {
  private let lost = Losses()

  private final class Losses: Sendable {
    let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
  }

  init() { signal(SIGPIPE, SIG_IGN) }

  private func output(_ descriptor: Int32) -> LogOutput {
    let output = LogOutput(descriptor)
    output.onLoss { [lost] in lost.count.add(1, ordering: .relaxed) }
    return output
  }

  private func write(_ text: String, to output: LogOutput) {
    output.write(Array("\(text)\n".utf8)) { Array("\($0) lost\n".utf8) }
  }

  /// All bytes that wait.
  private func read(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  @Test func `lines are dropped while the reader of a pipe is stuck, and reported when it reads on`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let output = output(ends[1])
    // Each line fills a page of the pipe.
    let line = String(repeating: "x", count: 4_095)
    var sent = 0
    while lost.value < 3 {
      write(line, to: output)
      sent += 1
    }
    #expect(read(ends[0]).utf8.count == (sent - 3) * 4_096)
    write("again", to: output)
    write("and on", to: output)
    #expect(read(ends[0]) == "3 lost\nagain\nand on\n")
    #expect(lost.value == 3)
  }

  @Test func `lines are dropped while the reader of a socket is stuck, although the socket is a blocking one`() throws {
    var ends: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { ends.forEach { close($0) } }
    let output = output(ends[1])
    let line = String(repeating: "x", count: 9_999)
    while lost.value < 2 { write(line, to: output) }
    // One read may return less than all that waits.
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    while !read(ends[0]).isEmpty {}
    write("again", to: output)
    #expect(read(ends[0]).hasSuffix("2 lost\nagain\n"))
  }

  @Test func `lines are dropped if the reader has gone or the descriptor is closed`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    write("nobody", to: output(ends[1]))
    #expect(lost.value == 1)
    close(ends[1])
    write("nowhere", to: output(-1))
    #expect(lost.value == 2)
  }

  @Test func `a line that was cut off does not run into the next`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let output = output(ends[1])
    // More than the pipe holds, so only a part is written.
    write(String(repeating: "x", count: 1 << 20), to: output)
    let part = read(ends[0])
    #expect(!part.isEmpty && part.allSatisfy { $0 == "x" } && lost.value == 1)
    write("whole", to: output)
    #expect(read(ends[0]) == "\n1 lost\nwhole\n")
  }
}
