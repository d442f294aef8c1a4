import System

/// Tells systemd the state of the master (sd_notify(3)): datagrams of `KEY=value` lines to the socket that
/// `NOTIFY_SOCKET` names. Without that variable nothing is sent.
struct Notifier {
  /// Nil if nobody listens.
  private let address: String?
  /// Half the time that systemd waits for a watchdog message; nil if it does not watch this process.
  let watchdogInterval: Duration?

  /// Removes the variables from the environment, so that no worker speaks for the master.
  init() {
    address = Environment.take("NOTIFY_SOCKET")
    let process = Environment.take("WATCHDOG_PID").flatMap { ProcessID($0) }
    let microseconds = Environment.take("WATCHDOG_USEC").flatMap { Double($0) }
    // If no process is named, the variable is meant for any process that reads it.
    let isMeant = process == nil || process == ThisProcess.id
    watchdogInterval =
      isMeant && address != nil ? microseconds.flatMap { $0 > 0 ? .seconds($0 / 2e6) : nil } : nil
  }

  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)\nMAINPID=\(ThisProcess.id)") }

  /// The message carries the time, so that systemd does not mistake the end of an earlier reload for the end of this
  /// one (`Type=notify-reload`).
  func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonic().microseconds)\nSTATUS=Replacing workers")
  }

  func stopping() { send("STOPPING=1\nSTATUS=Finishing requests") }

  func watchdog() { send("WATCHDOG=1") }

  private func send(_ message: String) {
    guard let address else { return }
    UnixSocket.send(datagram: Array(message.utf8), to: address)
  }
}
