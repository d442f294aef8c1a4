import Glibc
import System

/// A log file that replaces standard error, for this process and the processes that it starts. After the file has been
/// moved away, opening it again creates a new one.
package enum LogFile {
  /// A copy of the present standard error, for `restore`; -1 if it is closed.
  package static func keepStandardError() -> Int32 { fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10) }

  /// Restores standard error from a copy.
  package static func restore(_ copy: Int32) {
    if copy >= 0 { dup2(copy, STDERR_FILENO) }
  }

  /// Replaces standard error by the file at `path`, which all processes append to. If that fails nothing changes; a
  /// pipe without a reader fails instead of blocking.
  /// - Parameter owner: the user and group that will reopen the file; nil for those of this process.
  package static func open(_ path: String, owner: (user: uid_t, group: gid_t)? = nil) throws(SystemCallError) {
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
    guard descriptor >= 0 else { throw SystemCallError("open", path) }
    defer { close(descriptor) }
    if let owner, fchown(descriptor, owner.user, owner.group) != 0 { throw SystemCallError("fchown", path) }
    guard dup2(descriptor, STDERR_FILENO) >= 0 else { throw SystemCallError("dup2", path) }
  }
}
