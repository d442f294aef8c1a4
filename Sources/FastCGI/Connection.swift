import CLinux
import Glibc

/// System calls on a connection from nginx. The descriptor is owned by the worker's `Connections`, or by the slot that
/// serves it.
enum Connection {
  /// How long a read or a write may block. nginx has buffered the request, so only a broken peer takes longer.
  private static let timeoutSeconds = 10

  enum Acceptance: Equatable {
    case accepted(Int32)
    /// Closed again: clients at that address may not connect.
    case refused(address: String)
    /// Another worker was faster, or the client has disconnected.
    case nothing
    /// One waits, and this process has no descriptor left for it.
    case noDescriptors
  }

  /// Accepts the next connection of `listener`, which does not block.
  static func accept(_ listener: Int32, _ clients: AllowedClients) -> Acceptance {
    let descriptor = accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    guard descriptor >= 0 else {
      return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .noDescriptors : .nothing
    }
    if let address = clients.refusal(of: descriptor) {
      close(descriptor)
      return .refused(address: address)
    }
    var time = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    return .accepted(descriptor)
  }

  /// - Parameter willWait: called before a write that blocks.
  /// - Returns: false if the other end has closed the connection, or takes nothing within the timeout.
  static func send(_ bytes: [UInt8], to descriptor: Int32, willWait: () -> Void) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var (sent, flags) = (0, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      while sent < bytes.count {
        let count = Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
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

  /// Whether bytes wait to be read.
  static func hasBytes(_ descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
  }

  /// Makes nginx close a kept connection on which no request is in progress.
  ///
  /// Closing it here would lose a request that nginx is just sending. An empty FCGI_STDERR record of request 1 (FastCGI
  /// §3.3, §5.5) makes nginx drop an idle connection from its cache. If nginx has already reused the connection, the
  /// record is legal and has no meaning, and the request is read and answered.
  static func nudge(_ descriptor: Int32) {
    let record = Record.header(.standardError, request: 1, length: 0)
    _ = Glibc.send(descriptor, record, record.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
  }
}
