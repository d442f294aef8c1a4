import System

/// Owns bytes that never change: a file mapped read-only, or a private copy. All processes that map a file share its
/// pages.
///
/// Why it is `Sendable`: `bytes` is set once and points to pages that nobody writes. They are unmapped only when no
/// reader is left, because every reader holds the owner.
@usableFromInline final class Mapping: Sendable {
  @usableFromInline nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// Nil if there are no bytes: a length of zero cannot be mapped.
  private let memory: MappedMemory?
  private let isFile: Bool

  /// Maps the regular file at `path`. Throws `system` or `notRegularFile`.
  init(path: String) throws(ModelFileError) {
    let (kind, memory) = try system { () throws(SystemCallError) in
      let file = try FileDescriptor(path, .reading)
      let status = try file.status()
      return (status.kind, status.size > 0 && status.kind == .regular ? try MappedMemory(file, size: status.size) : nil)
    }
    guard kind == .regular else { throw .notRegularFile(path: path) }
    self.memory = memory
    isFile = true
    bytes = UnsafeRawBufferPointer(start: memory?.start, count: memory?.size ?? 0)
  }

  /// Makes a private copy on its own pages, so that it is aligned like a mapped file.
  init(copying source: [UInt8]) throws(ModelFileError) {
    let memory = try system { () throws(SystemCallError) in
      source.isEmpty ? nil : try MappedMemory(zeros: source.count)
    }
    memory?.start.copyMemory(from: source, byteCount: source.count)
    self.memory = memory
    isFile = false
    bytes = UnsafeRawBufferPointer(start: memory?.start, count: source.count)
  }

  /// See `MappedArray.releasePages`.
  func releasePages() { if isFile { memory?.releasePages() } }
}

/// Runs system calls and translates their error.
func system<Result: ~Copyable>(_ calls: () throws(SystemCallError) -> Result) throws(ModelFileError) -> Result {
  do { return try calls() } catch { throw .system(error) }
}
