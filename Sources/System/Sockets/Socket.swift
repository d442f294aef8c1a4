import CLinux
import Glibc

/// System calls on sockets.
package enum Socket {
  /// What arrived at a socket where other processes may take it first.
  package enum Reception: Equatable {
    case connection(Int32)
    case empty
    /// A connection may wait, but this process has no descriptor left for it.
    case noDescriptors
  }

  /// Accepts the next connection of a listening socket that does not block. A connection that ended before it was
  /// accepted counts as none.
  package static func accept(_ listener: Int32) -> Reception {
    let connection = accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    if connection >= 0 { return .connection(connection) }
    return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .noDescriptors : .empty
  }

  /// Bounds how long each receive, send and connect of a socket may block.
  package static func setTimeout(_ timeout: Duration, of connection: Int32) {
    let (seconds, attoseconds) = timeout.components
    var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(connection, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  package enum Arrival: Equatable {
    case bytes(Int), nothing, closed
  }

  /// Receives the bytes that have arrived, as many as fit into `buffer`.
  /// - Parameter flags: of recv(2); with `MSG_DONTWAIT` it never blocks.
  package static func receive(
    from connection: Int32, into buffer: UnsafeMutableRawBufferPointer, flags: Int32
  ) -> Arrival {
    while true {
      let count = recv(connection, buffer.baseAddress, buffer.count, flags)
      if count > 0 { return .bytes(count) }
      guard count < 0, errno == EINTR else { return count < 0 && errno == EAGAIN ? .nothing : .closed }
    }
  }

  /// Whether bytes wait to be received.
  package static func hasBytes(_ connection: Int32) -> Bool {
    var byte: UInt8 = 0
    return recv(connection, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
  }

  /// Sends bytes if the connection takes them at once. Never blocks; a failure shows at the next receive.
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

  /// Waits for one of the events of `entry` (poll(2)).
  /// - Parameter timeout: nil for no limit.
  /// - Returns: false after the timeout.
  package static func wait(for entry: inout pollfd, timeout: timespec?) -> Bool {
    while true {
      let count: Int32
      if var timeout { count = ppoll(&entry, 1, &timeout, nil) } else { count = ppoll(&entry, 1, nil, nil) }
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }
}
