import Glibc

/// Owns bytes that nobody changes: a file mapped read-only, or a private copy.
///
/// `Sendable`, proof: `bytes` is set once, points to pages that are mapped for reading only, and these are unmapped in
/// `deinit`, which runs when no reader is left, as every reader holds the owner. Pages of a file are shared by all
/// processes that map it.
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
    // mmap refuses a length of zero, which is just a file that is too short.
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw .failed("map", path)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// A private copy, on pages of its own so that it is aligned as a file would be.
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
  /// The failure of `call` on `path` that `errno` tells.
  static func failed(_ call: String, _ path: String) -> ModelFileError {
    .system(SystemFailure(call: call, path: path, code: errno))
  }
}
