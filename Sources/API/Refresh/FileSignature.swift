import Glibc

/// Tells one file at a path from the next without reading it.
struct FileSignature: Equatable, Sendable {
  private let device: UInt
  private let inode: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil where there is no file.
  init?(of path: String) {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    device = information.st_dev
    inode = information.st_ino
    size = information.st_size
    seconds = information.st_mtim.tv_sec
    nanoseconds = information.st_mtim.tv_nsec
  }

  /// Whether it is one file, though its bytes may have changed.
  func isSameFile(as other: FileSignature) -> Bool { device == other.device && inode == other.inode }
}
