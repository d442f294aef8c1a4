import System

/// The socket at which `marquee-ctl` finds the pool: each client receives the scoreboard, read-only. The kernel says
/// which process listens (unix(7), SO_PEERCRED), so that no client mistakes another pool or program for this one.
///
/// It also keeps a second pool from using the same path. Its file stays when the pool stops, so that a stopped pool can
/// be distinguished from one that never ran.
package final class StatusSocket {
  private var listener: Listener
  /// For reading.
  private let scoreboard: FileDescriptor

  /// - Parameters:
  ///   - file: where to listen; throws EADDRINUSE if another pool listens there.
  ///   - scoreboard: a read-only descriptor.
  package init(at file: UnixSocket, scoreboard: consuming FileDescriptor) throws(SystemCallError) {
    self.scoreboard = scoreboard
    listener = try file.listen()
  }

  /// Readable while a client waits.
  var descriptor: Int32 { listener.descriptor }

  var isInPlace: Bool { listener.isInPlace }

  func listenAgain() throws(SystemCallError) { try listener.listenAgain() }

  /// Answers all waiting clients without blocking: a fresh connection always has room for one message.
  /// - Returns: false if a client waits but this process has no descriptor left for it.
  func answer() -> Bool {
    while true {
      switch Socket.accept(listener.descriptor) {
      case .connection(let connection):
        Socket.send(descriptor: scoreboard.number, over: connection)
        Socket.close(connection)
      case .empty: return true
      case .noDescriptors: return false
      }
    }
  }
}
