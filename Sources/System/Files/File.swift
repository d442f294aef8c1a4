import Glibc

/// Reads, writes, moves and removes whole files.
package enum File {
  /// The bytes of the file at `path`.
  /// - Parameter limit: the most bytes to read.
  package static func bytes(at path: String, limit: Int = .max) throws(SystemCallError) -> [UInt8] {
    try FileDescriptor(path, .reading).bytes(limit: limit)
  }

  /// Creates the file at `path`, or overwrites it.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
    guard let file = fopen(path, "we") else { throw SystemCallError("open", path) }
    let written = fwrite(bytes, 1, bytes.count, file)
    // A full disk may only show up when the last bytes leave the buffer.
    guard fclose(file) == 0, written == bytes.count else { throw SystemCallError("write", path) }
  }

  /// Moves a file, atomically replacing any file at `new`.
  package static func rename(_ path: String, to new: String) throws(SystemCallError) {
    guard Glibc.rename(path, new) == 0 else { throw SystemCallError("rename", path) }
  }

  /// Gives the file a second name (a hard link), unless that name is taken.
  package static func link(_ path: String, as name: String) throws(SystemCallError) {
    guard Glibc.link(path, name) == 0 || errno == EEXIST else { throw SystemCallError("link", name) }
  }

  /// Removes the file, socket or link at `path`.
  /// - Returns: false if it does not exist or cannot be removed.
  @discardableResult
  package static func remove(_ path: String) -> Bool { unlink(path) == 0 }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What a process wants to do with a file or directory.
  package struct Access: OptionSet, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let read = Access(rawValue: R_OK)
    package static let write = Access(rawValue: W_OK)
    /// To run a program, or to reach what is in a directory.
    package static let execute = Access(rawValue: X_OK)
  }

  /// Why this process may not use what is at `path` (access(2)); nil if it may.
  package static func obstacle(to use: Access, at path: String) -> SystemCallError? {
    access(path, use.rawValue) == 0 ? nil : SystemCallError("access", path)
  }
}
