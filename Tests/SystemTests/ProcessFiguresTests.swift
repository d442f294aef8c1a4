import Foundation
import System
import Testing

struct ProcessFiguresTests {
  private func spawn(_ path: String, _ arguments: String...) throws -> pid_t {
    let strings: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { strings.forEach { free($0) } }
    var process = pid_t()
    var error = posix_spawn(&process, path, nil, nil, strings, environ)
    // Another test may fork while this one writes the file, and then holds it open for writing until it executes.
    for _ in 0..<1_000 where error == ETXTBSY {
      usleep(10_000)
      error = posix_spawn(&process, path, nil, nil, strings, environ)
    }
    try #require(error == 0)
    return process
  }

  @Test func `this process has a name, memory and processor time`() throws {
    let figures = try #require(ProcessFigures(of: getpid()))
    #expect(!figures.name.isEmpty && figures.residentMemory > 1 << 20 && figures.processorTime >= .zero)
  }

  @Test func `a name may contain spaces and parentheses, and is cut off after 15 bytes`() throws {
    let path = NSTemporaryDirectory() + "a) R (b \(UUID())"
    try FileManager.default.copyItem(atPath: "/bin/sleep", toPath: path)
    defer { unlink(path) }
    let process = try spawn(path, "600")
    let figures = ProcessFigures(of: process)
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    #expect(figures?.name.hasPrefix("a) R (b ") == true && figures?.name.utf8.count == 15)
    #expect(figures.map { $0.processorTime < .seconds(5) } == true)
  }

  @Test func `a process that has ended has no figures, even before its parent has reaped it`() throws {
    #expect(ProcessFigures(of: -1) == nil)
    let process = try spawn("/bin/true")
    var information = siginfo_t()
    #expect(waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) == 0)
    #expect(ProcessFigures(of: process) == nil)
    waitpid(process, nil, 0)
  }
}
