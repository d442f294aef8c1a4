import Glibc
import ModelFile
import Scoring

/// A directory for model files that are only evaluated. It is removed with its owner.
///
/// A file in it is locked while the directory is in use. A killed process leaves its directory unlocked, and the next
/// process that makes one removes it. (The lock on the directory itself belongs to writers of model files.)
package struct ScratchDirectory: ~Copyable {
  private static let prefix = ".evaluation-"
  private static let lockName = "lock"

  package let path: String
  /// The descriptor of the locked file.
  private let lock: Int32

  /// Throws `scratch`.
  package init(in parent: String) throws(TrainingError) {
    Self.removeAbandoned(in: parent)
    while true {
      var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw .scratch(path: parent, code: errno) }
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let lock = open("\(path)/\(Self.lockName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard lock >= 0 || errno == ENOENT else { throw .scratch(path: parent, code: errno) }
      // Another process may have removed it as abandoned before it was locked.
      if lock >= 0, flock(lock, LOCK_EX) == 0, access("\(path)/\(Self.lockName)", F_OK) == 0 {
        self.path = path
        self.lock = lock
        return
      }
      if lock >= 0 { close(lock) }
    }
  }

  deinit {
    Self.remove(path)
    close(lock)
  }

  /// Writes and maps a model, as the trainer and the server do. The file is unlinked, and lives on while it is mapped.
  func load(_ contents: consuming ModelFileContents, as name: ModelName) throws(TrainingError) -> Model {
    let versions = ModelVersions(in: path)
    do { _ = try versions.publish(contents) } catch { throw .modelFile(error) }
    // A large model should not be in memory twice.
    _ = consume contents
    defer { unlink(versions.path(of: name.rawValue)) }
    do { return try Model.load(versions.path(of: name.rawValue), as: name) } catch { throw .model(error) }
  }

  private static func removeAbandoned(in parent: String) {
    for name in entries(of: parent) where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      let lock = open("\(path)/\(lockName)", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
      guard lock >= 0 else {
        // Fails if something else is in it.
        rmdir(path)
        continue
      }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { remove(path) }
      close(lock)
    }
  }

  /// Removes a directory and the files in it.
  private static func remove(_ path: String) {
    for name in entries(of: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// The names in a directory; empty if it cannot be read.
  private static func entries(of path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }
}
