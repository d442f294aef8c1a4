import Glibc

/// An open file that is read from beginning to end.
struct FileBytes: ~Copyable {
  let path: String
  /// Bytes.
  let size: Int
  private let descriptor: Int32

  /// Also throws `notRegular` for a pipe, because every file is read more than once.
  init(_ path: String) throws(RatingFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notRegular(file: path)
    }
    size = Int(status.st_size)
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Reads the next bytes into `buffer` from `start` on.
  /// - Returns: the number of bytes read; 0 at the end of the file.
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
