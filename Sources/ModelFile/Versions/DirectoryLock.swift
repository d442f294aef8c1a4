import Glibc

/// Holds a directory open and locked against other writers. The kernel releases the lock when the process ends.
struct DirectoryLock: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Throws `system`.
  /// - Parameter waits: whether to wait for another writer; otherwise a locked directory throws the code `EWOULDBLOCK`.
  init(_ path: String, waits: Bool = true) throws(ModelFileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed("open", path) }
    let operation = waits ? LOCK_EX : LOCK_EX | LOCK_NB
    var result = flock(descriptor, operation)
    while result != 0, errno == EINTR { result = flock(descriptor, operation) }
    guard result == 0 else {
      let error = ModelFileError.failed("lock", path)
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Makes renames in the directory durable.
  func sync() throws(ModelFileError) {
    guard fsync(descriptor) == 0 else { throw .failed("sync", path) }
  }
}
