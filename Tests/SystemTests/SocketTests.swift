import Foundation
import System
import Testing

struct SocketTests {
  private let ends: (sender: Int32, receiver: Int32)

  init() throws {
    var ends: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    self.ends = (ends[0], ends[1])
  }

  @Test func `sending more than the connection takes at once waits for the reader, and announces that once`() {
    let receiver = ends.receiver
    let hasRead = DispatchSemaphore(value: 0)
    var waits = 0
    // Nobody reads before the sender waits.
    let isSent = Socket.send([UInt8](repeating: 7, count: 5_000_000), to: ends.sender) {
      waits += 1
      startThread {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while read(receiver, &buffer, buffer.count) > 0 {}
        hasRead.signal()
      }
    }
    #expect(isSent && waits == 1)
    close(ends.sender)
    if waits > 0 { hasRead.wait() }
    close(receiver)
  }

  @Test(arguments: [nil, 4_242] as [uid_t?], [nil, 4_243] as [gid_t?])
  func `a socket's file has the owner and the group that are asked for, and else its process's`(
    owner: uid_t?, group: gid_t?
  ) throws {
    // Only root can give files away.
    let (owner, group) = getuid() == 0 ? (owner, group) : (owner.map { _ in getuid() }, group.map { _ in getgid() })
    let path = "/tmp/marquee-owned-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let listener = try UnixSocket(path: path, owner: owner, group: group, mode: 0o640).listen()
    defer {
      close(listener.descriptor)
      unlink(path)
    }
    var file = stat()
    #expect(lstat(path, &file) == 0)
    #expect(file.st_uid == owner ?? getuid() && file.st_gid == group ?? getgid() && file.st_mode & 0o777 == 0o640)
  }

  @Test func `sending fails if the other end is closed`() {
    close(ends.receiver)
    #expect(!Socket.send([1], to: ends.sender) {})
    close(ends.sender)
  }
}
