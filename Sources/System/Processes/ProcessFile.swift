/// A file with the master's process id, for scripts and supervisors that want one.
package struct ProcessFile: ~Copyable {
  private let path: String

  /// Replaces an older file atomically, so that nobody reads half a number.
  /// - Parameter owner: the account that removes the file when the pool stops; nil for the one this process runs as.
  package init(at path: String, owner: UnixAccount?) throws(SystemCallError) {
    self.path = path
    let fresh = "\(path).new"
    File.remove(fresh)
    let file = try FileDescriptor(fresh, .creating(permissions: 0o644))
    if let owner { try? file.setOwner(owner) }
    do throws(SystemCallError) {
      try file.write(Self.line)
      try File.rename(fresh, to: path)
    } catch {
      File.remove(fresh)
      throw error
    }
  }

  private static var line: [UInt8] { Array("\(ThisProcess.id)\n".utf8) }

  /// Removes the file, unless another process has replaced it since.
  deinit {
    if (try? File.bytes(at: path, limit: 32)) == Self.line { File.remove(path) }
  }
}
