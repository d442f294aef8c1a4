import CLinux
import Glibc

/// A queue of connections that any worker of the pool may serve, beside the listening socket.
///
/// nginx sends a request over a connection that it has kept, to the worker that once accepted it, even if all slots of
/// that worker hang. Such a worker puts the connection into this queue, whose ends all workers share; the kernel
/// carries the descriptor (unix(7), `SCM_RIGHTS`), and keeps it open when the worker is killed.
package struct HandOver: Sendable {
  private let sending: Int32
  /// Readable as long as a connection waits.
  let receiving: Int32

  /// - Parameters: the ends of a pair of sockets of the type `SOCK_SEQPACKET` that do not block. Nil where they are
  ///   none.
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

  /// - Returns: false if the queue is full; if true the caller closes its own copy.
  func send(_ connection: Int32) -> Bool {
    send_descriptor(sending, connection, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) == 1
  }

  /// The connection that has waited longest.
  func receive() -> Connection.Acceptance {
    // If there is no room for a descriptor the kernel drops the connection with the message.
    let room = fcntl(receiving, F_DUPFD_CLOEXEC, 0)
    guard room >= 0 else { return .noRoom }
    close(room)
    let connection = receive_descriptor(receiving, Int32(MSG_DONTWAIT))
    return connection >= 0 ? .accepted(connection) : .nothing
  }
}
