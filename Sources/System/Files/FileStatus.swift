import Glibc

/// What is at a path (stat(2)).
package struct FileStatus: Equatable, Sendable {
  package enum Kind: Sendable {
    case regular, directory, socket, pipe, other
  }

  package let kind: Kind
  /// Bytes.
  package let size: Int
  /// Whether users other than its owner and group have any permission on it.
  package let isOpenToOthers: Bool

  init(_ information: stat) {
    kind =
      switch information.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFSOCK: .socket
      case S_IFIFO: .pipe
      default: .other
      }
    size = Int(information.st_size)
    isOpenToOthers = information.st_mode & 0o007 != 0
  }

  package init(of path: String) throws(SystemCallError) {
    var information = stat()
    guard stat(path, &information) == 0 else { throw SystemCallError("open", path) }
    self.init(information)
  }
}
