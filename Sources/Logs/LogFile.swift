import System

/// A log file that replaces standard error, for this process and the processes that it starts. If the file has been
/// moved away, reopening creates a new one.
package enum LogFile {
  /// Replaces standard error with the file at `path`, to which all processes append. If that fails, nothing changes; a
  /// pipe without a reader fails instead of blocking.
  /// - Parameter owner: the account that will reopen the file; nil for this process's own.
  package static func open(_ path: String, owner: UnixAccount? = nil) throws(SystemCallError) {
    let file = try FileDescriptor(path, .appending(permissions: 0o640))
    if let owner { try file.setOwner(owner) }
    try StandardError.replace(by: file)
  }
}
