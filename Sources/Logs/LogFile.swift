import Glibc

/// A file in the place of standard error, for this process and those that it starts. After it has been moved away,
/// opening it again begins a new one.
package enum LogFile {
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package let path: String
    package let code: Int32
    package var description: String { "cannot open \(path): \(String(cString: strerror(code)))" }
  }

  /// A copy of standard error as it is now, for `restore`; -1 where there is none.
  package static func keepStandardError() -> Int32 { fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10) }

  /// Back to standard error, as it was when `copy` was made.
  package static func restore(_ copy: Int32) {
    if copy >= 0 { dup2(copy, STDERR_FILENO) }
  }

  /// Everything appends, so that processes which share it do not write over each other. On a failure all stays as it
  /// is: a pipe without a reader is one, and nobody waits for it.
  /// - Parameter owner: the user and group that open it again; nil where that is this process.
  package static func open(_ path: String, owner: (user: uid_t, group: gid_t)? = nil) throws(Failure) {
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    defer { close(descriptor) }
    if let owner, fchown(descriptor, owner.user, owner.group) != 0 { throw Failure(path: path, code: errno) }
    guard dup2(descriptor, STDERR_FILENO) >= 0 else { throw Failure(path: path, code: errno) }
  }
}
