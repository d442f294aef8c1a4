import CLinux
import Glibc
import System

/// Tells systemd the state of the master (sd_notify(3)): datagrams of `KEY=value` lines to the socket that
/// `NOTIFY_SOCKET` names. Without that variable nothing is sent.
struct Notifier {
  /// Nil if nobody listens.
  private let address: String?
  /// Half the time that systemd waits for a message of the watchdog; nil if it does not watch this process.
  let watchdogInterval: Duration?

  /// Takes the variables out of the environment, so that no worker speaks for the master.
  init() {
    address = Self.take("NOTIFY_SOCKET")
    let process = Self.take("WATCHDOG_PID").flatMap { pid_t($0) }
    let microseconds = Self.take("WATCHDOG_USEC").flatMap { Double($0) }
    // If no process is named, the variable is meant for any process that reads it.
    let isMeant = process == nil || process == getpid()
    watchdogInterval =
      isMeant && address != nil ? microseconds.flatMap { $0 > 0 ? .seconds($0 / 2e6) : nil } : nil
  }

  private static func take(_ variable: String) -> String? {
    defer { unsetenv(variable) }
    return getenv(variable).map { String(cString: $0) }
  }

  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)\nMAINPID=\(getpid())") }

  /// The time is sent along, so that systemd can tell the end of this reload from that of an earlier one
  /// (`Type=notify-reload`).
  func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonicMicroseconds())\nSTATUS=Replacing workers")
  }

  func stopping() { send("STOPPING=1\nSTATUS=Finishing requests") }

  func watchdog() { send("WATCHDOG=1") }

  private func send(_ message: String) {
    guard let address else { return }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(address.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { return }
    // An abstract name begins with a zero, written as @ (unix(7)).
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let text = Array(message.utf8)
    withUnsafePointer(to: name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), address, length)
      }
    }
  }
}
