import Foundation
import Testing

@testable import System

struct ProcessTests {
  @Test func `the environment is the one of this process`() {
    let variables = ProcessInfo.processInfo.environment
    #expect(Set(Environment.entries) == Set(variables.map { "\($0.key)=\($0.value)" }))
    #expect(Environment["PATH"] == variables["PATH"] && Environment["MARQUEE_TEST_NONE"] == nil)
  }

  @Test func `a program that does not exist cannot be started, and a process that has ended gets no signal`() throws {
    #expect(throws: SystemCallError("posix_spawn", "/none", number: ENOENT)) {
      _ = try Subprocess.spawn(["/none"], environment: [], passing: [])
    }
    #expect(throws: SystemCallError("fcntl", number: EBADF)) {
      _ = try Subprocess.spawn(["/bin/true"], environment: [], passing: [(-1, 3)])
    }
    #expect(throws: SystemCallError("kill", "4194305", number: ESRCH)) {
      try ProcessSignal.terminate.send(to: 4_194_305)
    }
  }

  @Test func `a pause lasts at least as long as asked for`() {
    let begin = SystemClock.monotonic()
    pause(for: .microseconds(1_500))
    #expect(SystemClock.monotonic() - begin >= .microseconds(1_500))
  }

  @Test func `random bytes differ from call to call`() {
    func some() -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: Entropy.maximumBytes)
      bytes.withUnsafeMutableBytes { Entropy.fill($0) }
      return bytes
    }
    #expect(some() != some() && Set(some()).count > 50)
  }

  @Test func `a calendar date is in UTC`() {
    let date = UTCDate(seconds: 1_795_514_130)
    #expect((date.year, date.month, date.day) == (2026, 11, 24))
    #expect((date.hour, date.minute, date.second) == (9, 55, 30))
  }
}
