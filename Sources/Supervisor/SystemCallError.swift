import Glibc

/// A system call that failed: what was called, on what, and what the kernel said.
package struct SystemCallError: Error, Equatable, CustomStringConvertible {
  package let call: String
  package let subject: String
  package let number: Int32

  /// - Parameter number: as `errno` has it; taken from there at once unless given.
  init(_ call: String, _ subject: String, number: Int32 = errno) {
    self.call = call
    self.subject = subject
    self.number = number
  }

  package var description: String { "\(call) \(subject): \(String(cString: strerror(number)))" }
}
