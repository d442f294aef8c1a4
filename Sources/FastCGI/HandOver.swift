import CLinux
import Glibc

/// A queue of connections that any worker of the pool may serve, beside the listening socket.
///
/// nginx sends a request over a connection that it has kept, to the worker that once accepted it, even if all slots of that
/// worker hang. Such a worker puts the connection into this queue, whose ends all workers share; the kernel carries the
/// descriptor (unix(7), `SCM_RIGHTS`), and keeps it open when the worker is killed.
package struct HandOver: Sendable {
  private let sending: Int32
  /// Readable as long as a connection waits.
  let receiving: Int32

  /// - Parameters: the ends of a pair of sockets of the type `SOCK_SEQPACKET` that do not block. Nil where they are none.
  package init?(sending: Int32, receiving: Int32) {
    for end in [sending, receiving] {
      var type: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      guard getsockopt(end, SOL_SOCKET, SO_TYPE, &type, &size) == 0, type == Int32(SOCK_SEQPACKET.rawValue) else {
        return nil
      }
    }
    self.sending = sending
    self.receiving = receiving
  }

  /// - Returns: false where the queue is full; true: the caller closes its own copy.
  func send(_ connection: Int32) -> Bool {
    withMessage { message, control in
      var header = cmsghdr()
      header.cmsg_len = Self.controlLength
      header.cmsg_level = SOL_SOCKET
      header.cmsg_type = Int32(SCM_RIGHTS)
      control.storeBytes(of: header, as: cmsghdr.self)
      control.storeBytes(of: connection, toByteOffset: MemoryLayout<cmsghdr>.size, as: Int32.self)
      return sendmsg(sending, &message, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) == 1
    }
  }

  /// The connection that has waited longest.
  func receive() -> Connection.Acceptance {
    // Where there is no room for a descriptor the kernel would drop the connection with the message.
    let room = fcntl(receiving, F_DUPFD_CLOEXEC, 0)
    guard room >= 0 else { return .noRoom }
    close(room)
    return withMessage { message, control in
      let flags = Int32(MSG_DONTWAIT | MSG_CMSG_CLOEXEC)
      guard recvmsg(receiving, &message, flags) == 1, message.msg_controllen >= Self.controlLength else {
        return .nothing
      }
      return .accepted(control.load(fromByteOffset: MemoryLayout<cmsghdr>.size, as: Int32.self))
    }
  }

  /// `CMSG_LEN` of one descriptor (cmsg(3)): the header's size is a multiple of its alignment.
  private static var controlLength: Int { MemoryLayout<cmsghdr>.size + MemoryLayout<Int32>.size }

  /// A message of one byte, with room for one descriptor.
  private func withMessage<Result>(_ body: (inout msghdr, UnsafeMutableRawBufferPointer) -> Result) -> Result {
    var byte: UInt8 = 0
    // CMSG_SPACE.
    let space = MemoryLayout<cmsghdr>.size + MemoryLayout<cmsghdr>.alignment
    return withUnsafeTemporaryAllocation(byteCount: space, alignment: MemoryLayout<cmsghdr>.alignment) { control in
      control.initializeMemory(as: UInt8.self, repeating: 0)
      return withUnsafeMutablePointer(to: &byte) { byte in
        var part = iovec(iov_base: byte, iov_len: 1)
        return withUnsafeMutablePointer(to: &part) { part in
          var message = msghdr()
          message.msg_iov = part
          message.msg_iovlen = 1
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          return body(&message, control)
        }
      }
    }
  }
}
