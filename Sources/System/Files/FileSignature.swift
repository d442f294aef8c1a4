import Glibc

/// Tells whether a path still leads to the same, unchanged file, without reading it.
package struct FileSignature: Equatable, Sendable {
  private let device: UInt
  private let inode: UInt
  private let size: Int
  private let modifiedSeconds: Int
  private let modifiedNanoseconds: Int

  /// Returns nil if there is no file at `path`.
  package init?(of path: String) {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    device = information.st_dev
    inode = information.st_ino
    size = information.st_size
    modifiedSeconds = information.st_mtim.tv_sec
    modifiedNanoseconds = information.st_mtim.tv_nsec
  }

  /// Whether both are the same file, even if its contents have changed.
  package func isSameFile(as other: FileSignature) -> Bool { device == other.device && inode == other.inode }
}
