import System

/// A worker's link to its master, and the signals it receives. A worker that was started by hand, by spawn-fcgi or by
/// systemd has no master.
package struct MasterLink: Sendable {
  private let control: Int32?
  private let signals: Signals

  /// Why a worker retires.
  package enum Reason: Equatable, Sendable {
    /// The master or a person asked for it.
    case asked
    /// The master has died: nobody would replace or stop this worker.
    case masterDied
  }

  /// Call this before any thread is started, so that all threads have the signals blocked.
  /// - Parameter control: the worker's end of the control socket; nil without a master.
  package init(control: Int32?) throws(SystemCallError) {
    signals = try Signals()
    self.control = control
  }

  package func sayReady() {
    if let control { ControlMessage.ready.send(to: control) }
  }

  /// - Returns: true if a master decides whether this worker serves regardless; without a master it serves.
  package func sayUnable(_ reason: String) -> Bool {
    guard let control else { return false }
    ControlMessage.unable(reason: reason).send(to: control)
    return true
  }

  private static let heartbeatInterval = Duration.milliseconds(250)

  /// Blocks until this worker should retire.
  /// - Parameters:
  ///   - beat: called a few times a second.
  ///   - serve: called if the master lets the worker serve although it lacks something.
  ///   - reopenLog: called for SIGUSR1.
  package func waitForReason(
    beat: () -> Void, serve: () -> Void, reopenLog: () -> Void
  ) -> Reason {
    while true {
      beat()
      let readable = Poll.readable([signals.descriptor, control], timeout: Self.heartbeatInterval)
      while let signal = signals.next() {
        if signal == .user1 { reopenLog() }
        // A terminal sends INT to the whole foreground group, and the master tells its workers what to do.
        if signal == .terminate || signal == .quit || (signal == .interrupt && control == nil) { return .asked }
      }
      guard let control, readable[1] else { continue }
      guard ControlMessage(receivedFrom: control) == .serve else { return .masterDied }
      serve()
    }
  }

  /// Blocks until `descriptor` is readable.
  /// - Returns: false after `timeout`.
  package func waitForEnd(of descriptor: Int32, timeout: Duration, beat: () -> Void) -> Bool {
    let deadline = SystemClock.monotonic() + timeout
    while true {
      beat()
      let left = min(Self.heartbeatInterval, deadline - SystemClock.monotonic())
      guard left > .zero else { return false }
      if Poll.readable([descriptor], timeout: left)[0] { return true }
    }
  }
}
