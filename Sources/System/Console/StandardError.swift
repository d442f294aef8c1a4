import Glibc

/// The standard error of this process, and of the processes that it starts.
package enum StandardError {
  package static let descriptor = STDERR_FILENO

  package static var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes `text` in one call. A failure has no effect.
  package static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }

  /// A copy of the current standard error, for `replace`.
  package static func copy() throws(SystemCallError) -> FileDescriptor {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, Descriptors.firstFree)
    guard copy >= 0 else { throw SystemCallError("fcntl", "standard error") }
    return FileDescriptor(owning: copy, path: "standard error")
  }

  /// Replaces standard error with an open file.
  package static func replace(by file: borrowing FileDescriptor) throws(SystemCallError) {
    guard dup2(file.number, descriptor) >= 0 else { throw SystemCallError("dup2", file.path) }
  }

  /// Makes a write to standard error fail instead of blocking.
  ///
  /// `O_NONBLOCK` belongs to the open file, which the parent and its other children share. So a pipe or a terminal is
  /// reopened, and the flag affects this process only. A pipe of another user cannot be reopened: there the flag is set
  /// for all, since losing a line is better than blocking the pool. It is never set for a shared terminal, because a
  /// shell reads from it.
  /// - Parameter descriptor: that of standard error, except in tests.
  package static func keepFromBlocking(_ descriptor: Int32 = descriptor) {
    var information = stat()
    guard fstat(descriptor, &information) == 0, fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0 else { return }
    let isPipe = information.st_mode & S_IFMT == S_IFIFO
    guard isPipe || isatty(descriptor) == 1 else { return }
    let own = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    if own >= 0 {
      dup2(own, descriptor)
      close(own)
    } else if isPipe {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }
}
