import Glibc

/// Mapped pages of memory (mmap(2)), unmapped when this object is released.
package final class MappedMemory: Sendable {
  // Safe to share: it is set once, and the mapping lives as long as this object.
  package nonisolated(unsafe) let start: UnsafeMutableRawPointer
  /// Bytes.
  package let size: Int

  private init(_ start: UnsafeMutableRawPointer?, size: Int, _ subject: String) throws(SystemCallError) {
    guard let start, start != MAP_FAILED else { throw SystemCallError("map", subject) }
    self.start = start
    self.size = size
  }

  /// Maps the start of a file. All processes that map it share its pages and see each other's writes.
  /// - Parameter size: bytes; at least 1.
  package convenience init(
    _ file: borrowing FileDescriptor, size: Int, isWritable: Bool = false
  ) throws(SystemCallError) {
    let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    try self.init(mmap(nil, size, access, MAP_SHARED, file.number, 0), size: size, file.path)
  }

  /// Maps zeroed memory that is private to this process.
  /// - Parameter size: bytes; at least 1.
  package convenience init(zeros size: Int) throws(SystemCallError) {
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    try self.init(start, size: size, "memory")
  }

  /// Lets go of the pages of a mapped file: they stay in the system's cache and come back as they are read. Memory that
  /// is private to this process would be zeroed.
  package func releasePages() { madvise(start, size, MADV_DONTNEED) }

  deinit { munmap(start, size) }
}
