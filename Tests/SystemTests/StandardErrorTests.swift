import Glibc
import System
import Testing

struct StandardErrorTests {
  /// An open file of a kind that standard error may be, and what belongs to it.
  private func open(_ kind: String) throws -> (writing: Int32, others: [Int32]) {
    switch kind {
    case "pipe":
      var ends: [Int32] = [-1, -1]
      let status = pipe(&ends)
      try #require(status == 0)
      return (ends[1], [ends[0]])
    case "terminal":
      // ioctl_tty(2), whose macros cannot be imported.
      let (setLock, openPeer): (UInt, UInt) = (0x4004_5431, 0x5441)
      let master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var isLocked: Int32 = 0
      let status = ioctl(master, setLock, &isLocked)
      try #require(status == 0)
      return (ioctl(master, openPeer, O_RDWR | O_NOCTTY | O_CLOEXEC), [master])
    default:
      var path = Array("/tmp/marquee-standard-error-XXXXXX".utf8CString)
      let file = mkstemp(&path)
      unlink(path)
      return (file, [])
    }
  }

  private func blocks(_ descriptor: Int32) -> Bool { fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0 }

  @Test(arguments: [("pipe", false), ("terminal", false), ("file", true)])
  func `a pipe and a terminal block this process no more, and the others that share them as before`(
    kind: String, staysBlocking: Bool
  ) throws {
    let (descriptor, others) = try open(kind)
    // The same open file, as a parent has it.
    let parent = dup(descriptor)
    defer { ([descriptor, parent] + others).forEach { close($0) } }
    try #require(blocks(descriptor) && blocks(parent))
    StandardError.keepFromBlocking(descriptor)
    #expect(blocks(descriptor) == staysBlocking && blocks(parent))
    var (own, theirs) = (stat(), stat())
    #expect(fstat(descriptor, &own) == 0 && fstat(parent, &theirs) == 0)
    #expect(own.st_dev == theirs.st_dev && own.st_ino == theirs.st_ino)
  }

  @Test func `what does not fit into a pipe is refused`() throws {
    let (descriptor, others) = try open("pipe")
    defer { ([descriptor] + others).forEach { close($0) } }
    StandardError.keepFromBlocking(descriptor)
    try #require(!blocks(descriptor))
    let block = [UInt8](repeating: 7, count: 1 << 16)
    var written = 0
    while case let count = write(descriptor, block, block.count), count > 0 { written += count }
    #expect(written > 0 && errno == EAGAIN)
  }
}
