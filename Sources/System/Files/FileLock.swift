import Glibc

/// A lock on an open file or directory (flock(2)), held for as long as its owner lives. The kernel also releases it
/// when the process dies.
package struct FileLock: ~Copyable, Sendable {
  private let file: FileDescriptor

  /// Waits until the lock is free, and takes it.
  package init(of file: consuming FileDescriptor) throws(SystemCallError) {
    while flock(file.number, LOCK_EX) != 0 {
      guard errno == EINTR else { throw SystemCallError("lock", file.path) }
    }
    self.file = file
  }

  /// Returns nil if another process holds the lock.
  package init?(ifFree file: consuming FileDescriptor) throws(SystemCallError) {
    guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw SystemCallError("lock", file.path) }
      return nil
    }
    self.file = file
  }

  /// Makes renames in the locked directory durable.
  package func sync() throws(SystemCallError) { try file.sync() }
}
