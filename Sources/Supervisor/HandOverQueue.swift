import CLinux
import Glibc

/// Carries connections from workers all of whose slots hang to those that have a free one: a pair of sockets, both ends
/// of which every worker inherits. The master keeps it, so that what waits in it outlives them.
struct HandOverQueue: ~Copyable {
  let sending: Int32
  let receiving: Int32

  init() throws(SystemCallError) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemCallError("socketpair", "") }
    (sending, receiving) = (ends[0], ends[1])
  }

  /// Connections that wait in it, each a message of one byte.
  var length: Int {
    var count: Int32 = 0
    return ioctl(receiving, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  deinit {
    close(sending)
    close(receiving)
  }
}
