import Domain
import Glibc
import JSON
import Logging
import Logs
import Testing

struct JSONLinesTests {
  /// The text that a logger writes into a pipe.
  private func written(level: Logger.Level = .info, _ log: (Logger) -> Void) throws -> String {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let handler = JSONLines(level: level, output: LogOutput(ends[1]), now: { Timestamp(seconds: 0) })
    log(Logger(label: "test") { _ in handler })
    close(ends[1])
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(ends[0], &buffer, buffer.count)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  @Test func `a message is one JSON object on one line`() throws {
    let text = try written { $0.notice("two\nlines", metadata: ["path": "/a \"b\""]) }
    #expect(text.hasSuffix("}\n") && text.dropLast().contains("\n") == false)
    guard case .object(let members) = try JSONParser.parse(Array(text.dropLast().utf8)) else {
      Issue.record("not an object")
      return
    }
    #expect(members["time"] == .string("1970-01-01T00:00:00Z"))
    #expect(members["level"] == .string("notice"))
    #expect(members["message"] == .string("two\nlines"))
    #expect(members["path"] == .string("/a \"b\""))
    #expect(members["pid"] == .integer(Int64(getpid())))
  }

  @Test func `a message below the level is not written`() throws {
    #expect(try written(level: .warning) { $0.info("quiet") } == "")
  }
}
