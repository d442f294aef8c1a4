import Glibc

/// Locks an open file or directory (flock(2)). The kernel releases the lock when the descriptor and its copies are
/// closed, so also when the process dies.
package enum FileLock {
  /// Waits until the lock is free, and takes it.
  /// - Parameter path: for errors.
  package static func take(_ descriptor: Int32, path: String) throws(SystemCallError) {
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw SystemCallError("lock", path) }
    }
  }

  /// Takes the lock if it is free.
  /// - Returns: false if another process holds it.
  package static func takeIfFree(_ descriptor: Int32, path: String) throws(SystemCallError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw SystemCallError("lock", path) }
    return false
  }
}
