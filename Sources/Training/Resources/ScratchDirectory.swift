import Glibc
import ModelFile
import Scoring
import System

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
      let path: String
      do { path = try Directory.createUnique(in: parent, prefix: Self.prefix) } catch { throw .scratch(error) }
      let lock = open("\(path)/\(Self.lockName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      // Another process may have removed the directory as abandoned before it was locked.
      guard lock >= 0 else {
        let error = SystemCallError("create a directory in", parent)
        guard error.number == ENOENT else { throw .scratch(error) }
        continue
      }
      if flock(lock, LOCK_EX) == 0, access("\(path)/\(Self.lockName)", F_OK) == 0 {
        self.path = path
        self.lock = lock
        return
      }
      close(lock)
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
  private static func entries(of path: String) -> [String] { (try? Directory.names(in: path)) ?? [] }
}
