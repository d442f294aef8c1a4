import CLinux
import Glibc

/// System calls on a connection from nginx. Its descriptor is owned by the worker's `Connections`, or by the slot that
/// serves it.
enum Connection {
  /// Seconds that a read or a write may block. nginx has buffered the request, so only a broken peer takes longer.
  private static let timeout = 10

  enum Acceptance: Equatable {
    case accepted(Int32)
    /// Closed again: whoever is at that address may not connect.
    case refused(address: String)
    /// Another worker was faster, or the client has gone.
    case nothing
    /// One waits, and there is no descriptor left for it.
    case noRoom
  }

  /// The next connection of `listener`, which does not block.
  static func accept(_ listener: Int32, _ clients: AllowedClients) -> Acceptance {
    let descriptor = accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    guard descriptor >= 0 else {
      return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .noRoom : .nothing
    }
    if let address = clients.refusal(of: descriptor) {
      close(descriptor)
      return .refused(address: address)
    }
    // libfcgi reads and writes without bounds of its own.
    var time = timeval(tv_sec: timeout, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    return .accepted(descriptor)
  }

  enum Readiness {
    case bytes
    /// Bytes that concern the connection and no request.
    case management
    case silent, closed
  }

  /// Looks without taking: libfcgi would block on a silent connection.
  static func readiness(of descriptor: Int32) -> Readiness {
    var header = [UInt8](repeating: 0, count: ManagementRecord.headerSize)
    let count = recv(descriptor, &header, header.count, Int32(MSG_PEEK | MSG_DONTWAIT))
    if count == header.count, ManagementRecord.isOne(header) { return .management }
    if count > 0 { return .bytes }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .silent : .closed
  }

  /// Makes nginx close a kept connection on which no request is in progress.
  ///
  /// Closing it here would lose a request that nginx is just sending. An empty FCGI_STDERR record of request 1 (FastCGI
  /// §3.3, §5.5) makes nginx drop the connection from its cache; where nginx has already reused it, the record is legal
  /// and means nothing.
  static func nudge(_ descriptor: Int32) {
    let emptyStandardError: [UInt8] = [1, 7, 0, 1, 0, 0, 0, 0]
    _ = send(descriptor, emptyStandardError, emptyStandardError.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
  }
}
