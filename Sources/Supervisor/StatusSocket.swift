import CLinux
import Glibc

/// Where `marquee-ctl` finds the pool: whoever may connect is handed the scoreboard, to read. The kernel tells which
/// process listens (unix(7), SO_PEERCRED), so nobody takes another pool, or another program, for this one.
///
/// It is also what keeps a second pool from using the same path. Its file stays when the pool stops, so that a pool
/// that has stopped can be told from one that never was.
package final class StatusSocket {
  private var listener: Listener
  /// Of the scoreboard, for reading alone.
  private let scoreboard: Int32

  /// - Parameters:
  ///   - file: a socket that another pool listens on is an error, EADDRINUSE.
  ///   - scoreboard: closed with this object.
  package init(at file: UnixSocket, scoreboard: Int32) throws(SystemCallError) {
    self.scoreboard = scoreboard
    listener = try file.listen()
  }

  /// Readable while somebody waits to be answered.
  var descriptor: Int32 { listener.descriptor }

  var isInPlace: Bool { listener.isInPlace }

  func listenAnew() throws(SystemCallError) { try listener.listenAnew() }

  deinit { close(scoreboard) }

  /// Answers all that wait, without waiting for any of them: there is room for one message in a fresh connection.
  /// - Returns: false if somebody waits, and there is no descriptor left to answer with.
  func answer() -> Bool {
    while true {
      let connection = accept4(listener.descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
      guard connection >= 0 else { return [EAGAIN, ECONNABORTED, EINTR].contains(errno) }
      _ = send_descriptor(connection, scoreboard, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      close(connection)
    }
  }
}
