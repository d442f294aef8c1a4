import Glibc

/// An open file, directory or device. It is closed with its owner, and on exec.
package struct FileDescriptor: ~Copyable, Sendable {
  package let number: Int32
  /// For errors.
  package let path: String

  /// Takes over an open descriptor.
  package init(owning number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  package init(_ path: String, _ mode: Mode) throws(SystemCallError) {
    let number = open(path, mode.flags | O_CLOEXEC, mode.permissions)
    guard number >= 0 else { throw SystemCallError(mode.flags & O_EXCL == 0 ? "open" : "create", path) }
    self.init(owning: number, path: path)
  }

  deinit { close(number) }

  /// How to open a file (open(2)). Opening a pipe does not wait for its other end to be opened.
  package struct Mode: Sendable {
    fileprivate let flags: Int32
    fileprivate var permissions: mode_t = 0

    package static let reading = Mode(flags: O_RDONLY | O_NONBLOCK)
    /// Fails if the last component of the path is a symbolic link.
    package static let readingUnlinked = Mode(flags: O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
    package static let directory = Mode(flags: O_RDONLY | O_DIRECTORY)
    /// An existing file; fails if the last component of the path is a symbolic link.
    package static let updatingUnlinked = Mode(flags: O_RDWR | O_NOFOLLOW)

    /// Fails if the file exists.
    package static func creating(permissions: UInt32) -> Mode {
      Mode(flags: O_WRONLY | O_CREAT | O_EXCL, permissions: permissions)
    }

    /// Creates the file if it is missing, and empties it if it exists.
    package static func replacing(permissions: UInt32) -> Mode {
      Mode(flags: O_WRONLY | O_CREAT | O_TRUNC, permissions: permissions)
    }

    /// Creates the file if it is missing.
    package static func updating(permissions: UInt32) -> Mode {
      Mode(flags: O_RDWR | O_CREAT, permissions: permissions)
    }

    /// Creates the file if it is missing, and always writes at its end, whichever process wrote last.
    package static func appending(permissions: UInt32) -> Mode {
      Mode(flags: O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, permissions: permissions)
    }
  }

  package func status() throws(SystemCallError) -> FileStatus {
    var information = stat()
    guard fstat(number, &information) == 0 else { throw SystemCallError("stat", path) }
    return FileStatus(information)
  }

  /// Reads the next bytes into `buffer`, from `start` on.
  /// - Parameter limit: the most bytes to read.
  /// - Returns: the number of bytes; 0 at the end of the file.
  package func read(
    into buffer: inout [UInt8], from start: Int = 0, limit: Int = .max
  ) throws(SystemCallError) -> Int {
    try buffer.withUnsafeMutableBufferPointer { (bytes) throws(SystemCallError) in
      let room = bytes[start...].prefix(limit)
      while true {
        let count = Glibc.read(number, UnsafeMutableBufferPointer(rebasing: room).baseAddress, room.count)
        if count >= 0 { return count }
        guard errno == EINTR else { throw SystemCallError("read", path) }
      }
    }
  }

  /// The bytes from the current position to the end.
  /// - Parameter limit: the most bytes to read.
  package func bytes(limit: Int = .max) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 65_536))
    while bytes.count < limit {
      let count = try read(into: &buffer, limit: limit - bytes.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// The first `count` bytes of the file, regardless of the current position; nil if there are fewer or they cannot be
  /// read.
  package func first(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return pread(number, &bytes, count, 0) == count ? bytes : nil
  }

  /// Writes all bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(number, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemCallError("write", path) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  package func write(_ bytes: [UInt8]) throws(SystemCallError) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(SystemCallError) in try write(UnsafeRawBufferPointer(bytes)) }
  }

  /// Makes writes durable; for a directory, renames in it.
  package func sync() throws(SystemCallError) {
    guard fsync(number) == 0 else { throw SystemCallError("sync", path) }
  }

  package func setOwner(_ account: UnixAccount) throws(SystemCallError) {
    guard fchown(number, account.user, account.group) == 0 else { throw SystemCallError("fchown", path) }
  }

  /// Opens the file again. The new descriptor has its own flags and position.
  package func reopened(_ mode: Mode) throws(SystemCallError) -> FileDescriptor {
    try FileDescriptor("/proc/self/fd/\(number)", mode)
  }
}
