import Glibc

/// The standard output of a program, which the C library buffers.
package enum StandardOutput {
  /// Writes what is still in the buffer. A full disk may only show up here.
  package static func flush() throws(OutputFailure) {
    guard fflush(nil) == 0 else { throw OutputFailure(cause: SystemCallError("write", "standard output")) }
  }

  /// Writes `text` in one call, after what is in the buffer. A failure has no effect.
  package static func write(_ text: String) {
    fflush(nil)
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
  }
}

/// The result of a program could not be written.
package struct OutputFailure: Error, CustomStringConvertible {
  let cause: SystemCallError
  package var description: String { "cannot write the result: \(cause.reason)" }
}
