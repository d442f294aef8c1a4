import CLinux
import Glibc
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

  /// Call it before any thread is started, so that all of them have the signals blocked.
  /// - Parameter control: the worker's end of the control socket; nil without a master.
  package init(control: Int32?) throws(SystemCallError) {
    signals = try Signals()
    self.control = control
  }

  package func sayReady() {
    if let control { ControlMessage.ready.send(to: control) }
  }

  /// - Returns: whether a master decides if this worker serves although it lacks something; without one it serves.
  package func sayUnable(_ reason: String) -> Bool {
    guard let control else { return false }
    ControlMessage.unable(reason: reason).send(to: control)
    return true
  }

  private static let heartbeatInterval = Duration.milliseconds(250)

  /// Blocks until this worker should retire.
  /// - Parameters:
  ///   - beat: called a few times a second.
  ///   - serve: called if the master wants the worker to serve although it lacks something.
  ///   - reopenLog: called for SIGUSR1.
  package func waitForReason(
    beat: () -> Void, serve: () -> Void, reopenLog: () -> Void
  ) -> Reason {
    while true {
      beat()
      var polls = [
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: control ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&polls, nfds_t(polls.count), Self.heartbeatInterval.pollTimeout) > 0 else { continue }
      while let signal = signals.next() {
        if signal == SIGUSR1 { reopenLog() }
        // A terminal sends INT to the whole foreground group; the master passes on what it means.
        if signal == SIGTERM || signal == SIGQUIT || (signal == SIGINT && control == nil) { return .asked }
      }
      guard let control, polls[1].revents != 0 else { continue }
      guard ControlMessage(receivedFrom: control) == .serve else { return .masterDied }
      serve()
    }
  }

  /// Blocks until `descriptor` is readable.
  /// - Returns: false if that took longer than `timeout`.
  package func waitForEnd(of descriptor: Int32, timeout: Duration, beat: () -> Void) -> Bool {
    let deadline = SystemClock.monotonic() + timeout
    while true {
      beat()
      let left = min(Self.heartbeatInterval, deadline - SystemClock.monotonic())
      guard left > .zero else { return false }
      var polls = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
      if poll(&polls, 1, left.pollTimeout) > 0 { return true }
    }
  }
}

extension Duration {
  /// As poll(2) takes it: milliseconds, rounded up, so that a deadline has passed when `poll` returns.
  var pollTimeout: Int32 { Int32(clamping: max(0, (self + .nanoseconds(999_999)).milliseconds)) }
}
