import Glibc

/// A failed system call: its name or purpose, what it was called on, and the error number.
package struct SystemCallError: Error, Equatable, CustomStringConvertible {
  package let call: String
  package let subject: String
  package let number: Int32

  /// - Parameter number: an error number as in errno(3); by default `errno` of the call that just failed.
  package init(_ call: String, _ subject: String = "", number: Int32 = errno) {
    self.call = call
    self.subject = subject
    self.number = number
  }

  /// The system would refuse what was asked for (EINVAL).
  package init(invalid call: String, _ subject: String) { self.init(call, subject, number: EINVAL) }

  /// Nothing exists at the path.
  package var isMissing: Bool { number == ENOENT }

  /// Another process uses the address.
  package var isInUse: Bool { number == EADDRINUSE }

  /// No process listens at the address.
  package var isRefused: Bool { number == ECONNREFUSED }

  /// The other end has closed the connection without having read what was sent.
  package var isReset: Bool { number == ECONNRESET }

  /// A call with a timeout has taken longer, or a non-blocking call would have blocked.
  package var isTimeout: Bool { number == EAGAIN }

  /// The kernel's text for the error number.
  package var reason: String { Self.reason(for: number) }

  /// The text of an error number (strerror(3)).
  package static func reason(for number: Int32 = errno) -> String { String(cString: strerror(number)) }

  package var description: String { "\(subject.isEmpty ? call : "\(call) \(subject)"): \(reason)" }
}
