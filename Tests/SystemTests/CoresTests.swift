import Foundation
import Synchronization
import System
import Testing

struct CoresTests {
  @Test func `a core that another process holds is not used until that process dies`() throws {
    let path = NSTemporaryDirectory() + "cores-\(UUID())"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer {
      close(file)
      unlink(path)
    }
    let other = Process()
    other.executableURL = URL(filePath: "/usr/bin/python3")
    other.arguments = [
      "-c",
      "import fcntl, sys, time; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX, 1, 0); "
        + "print('held', flush=True); time.sleep(600)", path,
    ]
    let output = Pipe()
    other.standardOutput = output
    try other.run()
    #expect(try output.fileHandleForReading.read(upToCount: 4) == Data("held".utf8))
    let (one, two) = (Cores(count: 1, sharedBy: file), Cores(count: 2, sharedBy: file))
    #expect(two.use { true })
    let process = other.processIdentifier
    let isKilled = Atomic(false)
    startThread {
      usleep(100_000)
      isKilled.store(true, ordering: .sequentiallyConsistent)
      kill(process, SIGKILL)
    }
    #expect(one.use { isKilled.load(ordering: .sequentiallyConsistent) })
    other.waitUntilExit()
    #expect(other.terminationReason == .uncaughtSignal)
  }

  @Test func `a file that cannot be locked holds no core back`() throws {
    // A core is locked for writing, which takes a writable file.
    let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    #expect(Cores(count: 1, sharedBy: file).use { true })
  }
}
