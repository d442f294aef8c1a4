import Glibc

/// Detects that the file at a path has been replaced or changed, without reading it.
struct FileSignature: Equatable, Sendable {
  private let device: UInt
  private let inode: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil if there is no file.
  init?(of path: String) {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    device = information.st_dev
    inode = information.st_ino
    size = information.st_size
    seconds = information.st_mtim.tv_sec
    nanoseconds = information.st_mtim.tv_nsec
  }

  /// Whether both are the same file, though its contents may have changed.
  func isSameFile(as other: FileSignature) -> Bool { device == other.device && inode == other.inode }
}
