import System

/// A log file that replaces standard error, for this process and the processes that it starts. After the file has been
/// moved away, opening it again creates a new one.
package enum LogFile {
  /// Replaces standard error by the file at `path`, which all processes append to. If that fails nothing changes; a
  /// pipe without a reader fails instead of blocking.
  /// - Parameter owner: the account that will reopen the file; nil for that of this process.
  package static func open(_ path: String, owner: UnixAccount? = nil) throws(SystemCallError) {
    let file = try FileDescriptor(path, .appending(permissions: 0o640))
    if let owner { try file.setOwner(owner) }
    try StandardError.replace(by: file)
  }
}
