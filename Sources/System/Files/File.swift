import Glibc

/// Reads and writes whole files, and tells what is at a path.
package enum File {
  /// The bytes of the file at `path`.
  /// - Parameter limit: reading ends after so many bytes.
  package static func bytes(at path: String, limit: Int = .max) throws(SystemCallError) -> [UInt8] {
    guard let file = fopen(path, "re") else { throw SystemCallError("open", path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 65_536))
    while bytes.count < limit {
      let count = fread(&buffer, 1, min(buffer.count, limit - bytes.count), file)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    guard ferror(file) == 0 else { throw SystemCallError("read", path) }
    return bytes
  }

  /// Creates the file at `path`, or overwrites it.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
    guard let file = fopen(path, "we") else { throw SystemCallError("open", path) }
    let written = fwrite(bytes, 1, bytes.count, file)
    // A full disk may show only when the last bytes leave the buffer.
    guard fclose(file) == 0, written == bytes.count else { throw SystemCallError("write", path) }
  }

  /// Writes all bytes to an open file.
  /// - Parameter path: for errors.
  package static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws(SystemCallError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemCallError("write", path) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Reads the next bytes of an open file into `buffer`.
  /// - Parameter path: for errors.
  /// - Returns: the number of bytes; 0 at the end of the file.
  package static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, path: String
  ) throws(SystemCallError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw SystemCallError("read", path) }
    }
  }

  /// Moves a file, atomically replacing another.
  package static func rename(_ path: String, to new: String) throws(SystemCallError) {
    guard Glibc.rename(path, new) == 0 else { throw SystemCallError("rename", path) }
  }

  /// Gives the file a second name, unless that name is taken.
  package static func link(_ path: String, as name: String) throws(SystemCallError) {
    guard Glibc.link(path, name) == 0 || errno == EEXIST else { throw SystemCallError("link", name) }
  }

  /// The type of what is at `path`, such as `S_IFDIR`.
  package static func kind(of path: String) throws(SystemCallError) -> mode_t {
    var information = stat()
    guard stat(path, &information) == 0 else { throw SystemCallError("open", path) }
    return information.st_mode & S_IFMT
  }

  /// Why this process may not use what is at `path`; nil if it may.
  /// - Parameter mode: as in access(2), such as `R_OK | X_OK`.
  package static func obstacle(to mode: Int32, at path: String) -> SystemCallError? {
    access(path, mode) == 0 ? nil : SystemCallError("access", path)
  }

  /// Opens the file behind a descriptor once more: flags and position of the new descriptor are its own.
  package static func reopen(_ descriptor: Int32, flags: Int32) throws(SystemCallError) -> Int32 {
    let path = "/proc/self/fd/\(descriptor)"
    let copy = open(path, flags | O_CLOEXEC)
    guard copy >= 0 else { throw SystemCallError("open", path) }
    return copy
  }
}
