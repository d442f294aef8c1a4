import CLinux
import Glibc

/// A worker's line to its master: descriptor 3, or none where the worker was started by hand, by spawn-fcgi or systemd.
package struct MasterLink: Sendable {
  private let control: Int32?
  private let signals: Signals

  /// Why a worker goes.
  package enum Reason: Equatable, Sendable {
    /// The master or a person asks for it.
    case asked
    /// The master is gone: nobody would replace or stop this worker.
    case masterDied
  }

  /// Call it before any thread is started, so that all of them have the signals blocked.
  package init(hasMaster: Bool) throws(SystemCallError) {
    signals = try Signals()
    control = hasMaster ? Child.controlDescriptor : nil
    if let control { _ = fcntl(control, F_SETFD, FD_CLOEXEC) }
  }

  package func sayReady() {
    if let control { ControlMessage.ready.send(to: control) }
  }

  /// - Returns: whether the master decides if this worker serves although it lacks something; otherwise it does.
  package func sayUnable(_ reason: String) -> Bool {
    guard let control else { return false }
    ControlMessage.unable(reason: reason).send(to: control)
    return true
  }

  /// Seconds between two signs of life.
  private static let interval = 0.25

  /// Blocks until this worker should go.
  /// - Parameters:
  ///   - alive: called a few times a second, as long as the process runs.
  ///   - serve: called if the master wants it to serve although it lacks something.
  ///   - reopenLog: called for SIGUSR1.
  package func waitForReason(
    alive: () -> Void, serve: () -> Void, reopenLog: () -> Void
  ) -> Reason {
    while true {
      alive()
      var polls = [
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: control ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&polls, nfds_t(polls.count), Int32(Self.interval * 1_000)) > 0 else { continue }
      while let signal = signals.next() {
        // INT reaches the whole foreground group of a terminal; the master passes on what it means.
        if signal == SIGUSR1 { reopenLog() }
        if signal == SIGTERM || signal == SIGQUIT || (signal == SIGINT && control == nil) { return .asked }
      }
      guard let control, polls[1].revents != 0 else { continue }
      guard ControlMessage(receivedFrom: control) == .serve else { return .masterDied }
      serve()
    }
  }

  /// Blocks until `descriptor` is readable.
  /// - Returns: false where that took longer than `timeout` seconds.
  package func waitForEnd(of descriptor: Int32, timeout: Double, alive: () -> Void) -> Bool {
    let deadline = monotonicSeconds() + timeout
    while true {
      alive()
      let left = min(Self.interval, deadline - monotonicSeconds())
      guard left > 0 else { return false }
      var polls = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
      if poll(&polls, 1, Int32((left * 1_000).rounded(.up))) > 0 { return true }
    }
  }
}
