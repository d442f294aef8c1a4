import Glibc
import System

/// An open file, or bytes in memory, read from beginning to end.
struct FileBytes: ~Copyable {
  let path: String
  /// Bytes.
  let size: Int
  /// -1 for bytes in memory.
  private let descriptor: Int32
  /// What is left of the bytes in memory.
  private var rest: ArraySlice<UInt8> = []

  /// Also throws `notRegular` for a pipe, because every file is read more than once.
  init(_ path: String) throws(RatingFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(SystemCallError("open", path)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notRegular(file: path)
    }
    size = Int(status.st_size)
    self.path = path
    self.descriptor = descriptor
  }

  init(_ bytes: [UInt8], named name: String) {
    (path, size, descriptor, rest) = (name, bytes.count, -1, bytes[...])
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Reads the next bytes into `buffer` from `start` on.
  /// - Returns: the number of bytes read; 0 at the end of the file.
  mutating func read(into buffer: inout [UInt8], from start: Int) throws(RatingFileError) -> Int {
    guard descriptor >= 0 else { return readRest(into: &buffer, from: start) }
    do {
      return try buffer.withUnsafeMutableBufferPointer { (bytes) throws(SystemCallError) in
        let room = UnsafeMutableRawBufferPointer(bytes)[start...]
        return try File.read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: room), path: path)
      }
    } catch {
      throw .system(error)
    }
  }

  private mutating func readRest(into buffer: inout [UInt8], from start: Int) -> Int {
    let part = rest.prefix(buffer.count - start)
    rest = rest.dropFirst(part.count)
    buffer.replaceSubrange(start..<start + part.count, with: part)
    return part.count
  }
}
