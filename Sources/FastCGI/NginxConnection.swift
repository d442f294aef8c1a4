import System

/// A connection from nginx. The worker's `Connections`, or the slot that serves it, owns the descriptor.
enum NginxConnection {
  /// How long a read or a write may block. nginx has buffered the request, so only a broken peer takes longer.
  private static let timeout = Duration.seconds(10)

  enum Acceptance: Equatable {
    case accepted(Int32)
    /// Accepted and closed again: clients at that address may not connect.
    case refused(address: String)
    /// Another worker was faster, or the client has disconnected.
    case nothing
    /// A connection waits, but this process has no descriptor left for it.
    case noDescriptors
  }

  /// Accepts the next connection of `listener`, which does not block.
  static func accept(_ listener: Int32, _ clients: AllowedClients) -> Acceptance {
    let descriptor: Int32
    switch Socket.accept(listener) {
    case .connection(let accepted): descriptor = accepted
    case .empty: return .nothing
    case .noDescriptors: return .noDescriptors
    }
    if let address = clients.refusal(of: descriptor) {
      Socket.close(descriptor)
      return .refused(address: address)
    }
    Socket.setTimeout(timeout, of: descriptor)
    return .accepted(descriptor)
  }

  /// Asks nginx to close a kept connection on which no request is in progress.
  ///
  /// Closing it here could lose a request that nginx is just sending. An empty FCGI_STDERR record of request 1 (FastCGI
  /// §3.3, §5.5) makes nginx drop an idle connection from its cache. If nginx has already reused the connection, the
  /// record is legal but has no effect, and the request is read and answered.
  static func nudge(_ descriptor: Int32) {
    Socket.sendAtOnce(Record.header(.standardError, request: 1, length: 0), to: descriptor)
  }
}
