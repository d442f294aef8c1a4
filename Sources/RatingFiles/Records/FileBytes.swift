import System

/// An open file, or bytes in memory, read from beginning to end.
struct FileBytes: ~Copyable {
  let path: String
  /// Bytes.
  let size: Int
  /// Nil for bytes in memory.
  private let file: FileDescriptor?
  /// The unread bytes in memory.
  private var rest: ArraySlice<UInt8> = []

  /// Also throws `notRegular` for a pipe, because every file is read more than once.
  init(_ path: String) throws(RatingFileError) {
    let file: FileDescriptor
    do { file = try FileDescriptor(path, .reading) } catch { throw .system(error) }
    guard let status = try? file.status(), status.kind == .regular else { throw .notRegular(file: path) }
    self.path = path
    size = status.size
    self.file = consume file
  }

  init(_ bytes: [UInt8], named name: String) {
    (path, size, rest) = (name, bytes.count, bytes[...])
    file = nil
  }

  /// Reads the next bytes into `buffer` from `start` on.
  /// - Returns: the number of bytes read; 0 at the end of the file.
  mutating func read(into buffer: inout [UInt8], from start: Int) throws(RatingFileError) -> Int {
    do {
      return try file?.read(into: &buffer, from: start) ?? readRest(into: &buffer, from: start)
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
