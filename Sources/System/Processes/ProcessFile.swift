import Glibc

/// A file with the master's process id, for scripts and supervisors that want one.
package struct ProcessFile: ~Copyable {
  private let path: String

  /// Replaces an older file in one step, so that nobody reads half a number.
  /// - Parameter owner: the account that removes the file when the pool stops; nil for the one this process runs as.
  package init(at path: String, owner: UnixAccount?) throws(SystemCallError) {
    self.path = path
    let fresh = "\(path).new"
    unlink(fresh)
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemCallError("open", fresh) }
    defer { close(descriptor) }
    if let owner { _ = fchown(descriptor, owner.user, owner.group) }
    let line = Array("\(getpid())\n".utf8)
    guard write(descriptor, line, line.count) == line.count, rename(fresh, path) == 0 else {
      let error = SystemCallError("write", path)
      unlink(fresh)
      throw error
    }
  }

  /// Removes the file, unless another process has written it since.
  deinit {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 32)
    let count = read(descriptor, &text, text.count)
    if text[..<max(0, count)].elementsEqual("\(getpid())\n".utf8) { unlink(path) }
  }
}
