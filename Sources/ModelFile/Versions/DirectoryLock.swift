import Glibc
import System

/// Holds a directory open and locked against other writers. The kernel releases the lock when the process ends.
struct DirectoryLock: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Waits while another writer holds the lock. Throws `system`.
  init(_ path: String) throws(ModelFileError) {
    let descriptor = try Self.open(path)
    do { try FileLock.take(descriptor, path: path) } catch {
      close(descriptor)
      throw .system(error)
    }
    self.path = path
    self.descriptor = descriptor
  }

  /// Returns nil if another writer holds the lock. Throws `system`.
  init?(ifFree path: String) throws(ModelFileError) {
    let descriptor = try Self.open(path)
    do {
      guard try FileLock.takeIfFree(descriptor, path: path) else {
        close(descriptor)
        return nil
      }
    } catch {
      close(descriptor)
      throw .system(error)
    }
    self.path = path
    self.descriptor = descriptor
  }

  private static func open(_ path: String) throws(ModelFileError) -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed("open", path) }
    return descriptor
  }

  deinit { close(descriptor) }

  /// Makes renames in the directory durable.
  func sync() throws(ModelFileError) {
    guard fsync(descriptor) == 0 else { throw .failed("sync", path) }
  }
}
