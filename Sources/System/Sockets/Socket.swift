import CLinux
import Glibc

/// System calls on sockets.
package enum Socket {
  /// What arrived at a socket from which other processes may take it first.
  package enum Reception: Equatable {
    case connection(Int32)
    case empty
    /// A connection may be waiting, but this process has no descriptor left for it.
    case noDescriptors
  }

  /// Accepts the next connection of a listening socket that does not block. A connection that ended before it was
  /// accepted counts as none.
  package static func accept(_ listener: Int32) -> Reception {
    let connection = accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    if connection >= 0 { return .connection(connection) }
    return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .noDescriptors : .empty
  }

  /// Takes over a listening socket that another process has created. It moves to a free number, since workers inherit
  /// other descriptors under the low ones.
  package static func adoptListener(_ number: Int32) throws(SystemCallError) -> Int32 {
    let subject = "descriptor \(number)"
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0 else {
      throw SystemCallError("getsockopt", subject)
    }
    guard isListening != 0 else { throw SystemCallError(invalid: "accept", subject) }
    let descriptor = fcntl(number, F_DUPFD_CLOEXEC, Descriptors.firstFree)
    guard descriptor >= 0 else { throw SystemCallError("fcntl", subject) }
    close(number)
    // Workers race for a connection, and the losers must not block in `accept`.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return descriptor
  }

  /// Bounds how long each receive, send and connect of a socket may block.
  package static func setTimeout(_ timeout: Duration, of connection: Int32) {
    var time = timeval(timeout)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(connection, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  package static func close(_ connection: Int32) { Glibc.close(connection) }

  package enum Arrival: Equatable {
    case bytes(Int), nothing, closed
  }

  package enum ReceiveMode {
    /// Waits until bytes have arrived, or the timeout of the socket has passed.
    case waiting
    case atOnce
    /// Like `atOnce`, and the bytes can be received again.
    case peeking

    fileprivate var flags: Int32 {
      switch self {
      case .waiting: 0
      case .atOnce: Int32(MSG_DONTWAIT)
      case .peeking: Int32(MSG_DONTWAIT | MSG_PEEK)
      }
    }
  }

  /// Receives the bytes that have arrived, as many as fit into `buffer`.
  package static func receive(
    from connection: Int32, into buffer: UnsafeMutableRawBufferPointer, _ mode: ReceiveMode
  ) -> Arrival {
    while true {
      let count = recv(connection, buffer.baseAddress, buffer.count, mode.flags)
      if count > 0 { return .bytes(count) }
      guard count < 0, errno == EINTR else { return count < 0 && errno == EAGAIN ? .nothing : .closed }
    }
  }

  /// What can be received, without taking it: `.bytes(1)` if there is anything.
  package static func peek(_ connection: Int32) -> Arrival {
    var byte: UInt8 = 0
    return withUnsafeMutableBytes(of: &byte) { receive(from: connection, into: $0, .peeking) }
  }

  /// Sends bytes if the connection takes them at once. Never blocks; a failure shows up at the next receive.
  package static func sendAtOnce(_ bytes: [UInt8], to connection: Int32) {
    _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
  }

  /// Sends all bytes.
  /// - Parameter willWait: called before a write that blocks.
  /// - Returns: false if the other end has closed the connection, or takes nothing within the timeout.
  package static func send(_ bytes: [UInt8], to connection: Int32, willWait: () -> Void) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var (sent, flags) = (0, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      while sent < bytes.count {
        let count = Glibc.send(connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
        if count >= 0 {
          sent += count
        } else if errno == EAGAIN, flags & Int32(MSG_DONTWAIT) != 0 {
          willWait()
          flags = Int32(MSG_NOSIGNAL)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Sends a copy of a descriptor to the process at the other end of a Unix socket, without blocking.
  /// - Returns: false if the other end is closed or takes no more.
  @discardableResult
  package static func send(descriptor: Int32, over connection: Int32) -> Bool {
    send_descriptor(connection, descriptor, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) == 1
  }

  /// Receives the descriptor that the other end of a Unix socket sends. It is closed on exec.
  /// - Returns: nil at the end of the stream, and for a message without a descriptor.
  package static func receiveDescriptor(from connection: Int32, path: String) throws(SystemCallError) -> FileDescriptor?
  {
    let descriptor = receive_descriptor(connection, 0)
    if descriptor >= 0 { return FileDescriptor(owning: descriptor, path: path) }
    let error = SystemCallError("recvmsg", path)
    if error.number == 0 { return nil }
    throw error
  }

  /// The process that listens at the other end of a connected Unix socket, as of when it began to listen; -1 if
  /// unknown.
  package static func listeningProcess(of connection: Int32) -> ProcessID { peer_process(connection) }

  /// Creates a connected pair of packet sockets (`SOCK_SEQPACKET`), closed on exec.
  package static func pair(blocks: Bool) throws(SystemCallError) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    let type = SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue | (blocks ? 0 : SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else { throw SystemCallError("socketpair") }
    return (ends[0], ends[1])
  }

  /// Receives a packet. Blocks until there is one.
  /// - Parameter maximum: bytes; the rest of a longer packet is lost.
  /// - Returns: nil if the other end is closed.
  package static func receivePacket(from connection: Int32, maximum: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: maximum)
    let count = recv(connection, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Sends a packet. Does nothing if the other end is closed.
  package static func send(packet: [UInt8], to connection: Int32) {
    _ = Glibc.send(connection, packet, packet.count, Int32(MSG_NOSIGNAL))
  }
}
