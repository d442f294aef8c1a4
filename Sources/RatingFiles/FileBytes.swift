import Glibc

/// An open file, read from its beginning to its end.
struct FileBytes: ~Copyable {
  let path: String
  /// Bytes; 0 for what is no regular file.
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(RatingFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    var status = stat()
    size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from `start` with what comes next; returns how many bytes, 0 at the end of the file.
  mutating func read(into buffer: inout [UInt8], from start: Int) throws(RatingFileError) -> Int {
    let count = buffer.withUnsafeMutableBytes { bytes in
      let target = bytes.baseAddress.map { $0 + start }
      while true {
        let count = Glibc.read(descriptor, target, bytes.count - start)
        if count >= 0 || errno != EINTR { return count }
      }
    }
    guard count >= 0 else { throw .system(call: "read", path: path, code: errno) }
    return count
  }
}
