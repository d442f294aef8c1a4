import CLinux
import Glibc

/// A queue of connections that any worker of the pool may serve, in addition to the listening socket.
///
/// nginx reuses a kept connection, and so sends a request to the worker that accepted it, even if all slots of that
/// worker hang. Such a worker transfers the connection to the queue, and a worker with a free slot takes it out.
///
/// The queue is a pair of connected sockets, and every worker inherits both ends. The kernel carries the descriptors of
/// the connections (unix(7), `SCM_RIGHTS`) and keeps them open if the sender is killed. The master also holds the
/// queue, so that connections in it outlive the workers.
package final class ConnectionQueue: Sendable {
  /// The end that connections are sent to.
  package let sendingEnd: Int32
  /// The end that they are received from; readable while one waits.
  package let receivingEnd: Int32

  /// Creates an empty queue.
  package init() throws(SystemCallError) {
    (sendingEnd, receivingEnd) = try Socket.pair(blocks: false)
  }

  /// Takes over the ends of a queue that another process has created.
  /// - Returns: nil, and nothing is closed, if the descriptors are not the ends of a queue.
  package init?(sendingEnd: Int32, receivingEnd: Int32) {
    for end in [sendingEnd, receivingEnd] {
      var type: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      guard getsockopt(end, SOL_SOCKET, SO_TYPE, &type, &size) == 0, type == Int32(SOCK_SEQPACKET.rawValue) else {
        return nil
      }
    }
    self.sendingEnd = sendingEnd
    self.receivingEnd = receivingEnd
  }

  deinit {
    close(sendingEnd)
    close(receivingEnd)
  }

  /// How many connections wait; each is a message of one byte.
  package var length: Int {
    var count: Int32 = 0
    return ioctl(receivingEnd, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  /// Puts a copy of `connection` into the queue; the caller then closes its own.
  /// - Returns: false if the queue is full.
  package func send(_ connection: Int32) -> Bool {
    Socket.send(descriptor: connection, over: sendingEnd)
  }

  /// Takes out the connection that has waited longest.
  package func receive() -> Socket.Reception {
    // If there is no free descriptor, the kernel drops the connection along with its message.
    let probe = fcntl(receivingEnd, F_DUPFD_CLOEXEC, 0)
    guard probe >= 0 else { return .noDescriptors }
    close(probe)
    let connection = receive_descriptor(receivingEnd, Int32(MSG_DONTWAIT))
    return connection >= 0 ? .connection(connection) : .empty
  }
}
