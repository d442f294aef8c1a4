import Glibc
import System

/// Owns bytes that never change: a file mapped read-only, or a private copy. All processes that map a file share its
/// pages.
///
/// Why it is `Sendable`: `bytes` is set once and points to pages that nobody writes. `deinit` unmaps them, and runs
/// only when no reader is left, because every reader holds the owner.
@usableFromInline final class Mapping: Sendable {
  @usableFromInline nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Maps the regular file at `path`. Throws `system` or `notRegularFile`.
  init(path: String) throws(ModelFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .failed("open", path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed("stat", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegularFile(path: path) }
    let size = Int(status.st_size)
    // mmap refuses a length of zero; here an empty file is one that is too short.
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw .failed("map", path)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Makes a private copy on pages of its own, so that it is aligned like a mapped file.
  init(copying source: [UInt8]) throws(ModelFileError) {
    guard !source.isEmpty else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let memory = mmap(nil, source.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { throw .failed("map", "memory") }
    memory.copyMemory(from: source, byteCount: source.count)
    bytes = UnsafeRawBufferPointer(start: memory, count: source.count)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}

extension ModelFileError {
  /// The failure of the system call that was to `action` the file at `path`.
  static func failed(_ action: String, _ path: String) -> ModelFileError { .system(SystemCallError(action, path)) }
}
