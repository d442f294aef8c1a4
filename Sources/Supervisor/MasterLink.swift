import CLinux
import Glibc

/// A worker's line to its master: descriptor 3, or none where the worker was started by hand, by spawn-fcgi or systemd.
package struct MasterLink: Sendable {
  private let control: Int32?
  private let signals: Signals

  package enum Event: Equatable, Sendable {
    /// The master or a person asks the worker to go.
    case stop
    /// The master is gone: nobody would replace or stop this worker.
    case masterDied
    /// The descriptor that was watched beside is readable.
    case ready
    case timeout
  }

  /// Call it before any thread is started, so that all of them have the signals blocked.
  package init(hasMaster: Bool) throws(SystemCallError) {
    signals = try Signals([SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1])
    control = hasMaster ? Child.controlDescriptor : nil
    if let control { _ = fcntl(control, F_SETFD, FD_CLOEXEC) }
  }

  package func sayReady() {
    guard let control else { return }
    var byte = UInt8(ascii: "R")
    _ = write(control, &byte, 1)
  }

  /// Waits for what comes first.
  /// - Parameters:
  ///   - descriptor: watched beside signals and master.
  ///   - timeout: seconds; nil for none.
  ///   - listensToMaster: false once its death has been heard.
  package func wait(beside descriptor: Int32, timeout: Double?, listensToMaster: Bool = true) -> Event {
    let deadline = timeout.map { monotonicSeconds() + $0 }
    while true {
      let left = deadline.map { Int32(max(0, ($0 - monotonicSeconds()) * 1_000).rounded(.up)) } ?? -1
      var polls = [
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: listensToMaster ? control ?? -1 : -1, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&polls, nfds_t(polls.count), left)
      if count == 0 { return .timeout }
      if polls[1].revents != 0 { return .ready }
      while let signal = signals.next() {
        // INT reaches the whole foreground group of a terminal; the master passes on what it means.
        if signal == SIGTERM || signal == SIGQUIT || (signal == SIGINT && control == nil) { return .stop }
      }
      if polls[2].revents != 0 { return .masterDied }
    }
  }
}
