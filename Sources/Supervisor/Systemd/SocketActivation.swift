import System

/// The listening socket that systemd passes to the pool (sd_listen_fds(3)). systemd creates it before the pool starts
/// and keeps it while the pool restarts, so that connections wait meanwhile.
enum SocketActivation {
  /// Returns nil if systemd passes nothing to this process. Removes the variables from the environment: workers get the
  /// socket from the master.
  static func receive() throws(SystemCallError) -> Int32? {
    let process = Environment.take("LISTEN_PID").flatMap { ProcessID($0) }
    let count = Environment.take("LISTEN_FDS").flatMap { Int32($0) }
    _ = Environment.take("LISTEN_FDNAMES")
    guard process == ThisProcess.id, let count, count > 0 else { return nil }
    guard count == 1 else { throw SystemCallError(invalid: "LISTEN_FDS", "is \(count), and must be 1") }
    return try Socket.adoptListener(first)
  }

  /// `SD_LISTEN_FDS_START`.
  private static let first: Int32 = 3
}

extension Listener {
  /// The socket that systemd passes to this process; nil if it passes none.
  package static func fromSystemd() throws(SystemCallError) -> Listener? {
    guard let descriptor = try SocketActivation.receive() else { return nil }
    return Listener(descriptor: descriptor, file: nil)
  }
}
