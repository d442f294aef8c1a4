import ModelFile
import Scoring
import System

/// A directory for model files that are only evaluated. It is removed along with its owner.
///
/// A file in it is locked while the directory is in use. A killed process leaves its directory unlocked, and the next
/// process that creates one removes it. (The lock on the directory itself belongs to writers of model files.)
package struct ScratchDirectory: ~Copyable {
  private static let prefix = ".evaluation-"
  private static let lockName = "lock"

  package let path: String
  private let lock: FileLock

  /// Throws `scratch`.
  package init(in parent: String) throws(TrainingError) {
    Self.removeAbandoned(in: parent)
    while true {
      let path: String
      do { path = try Directory.createUnique(in: parent, prefix: Self.prefix) } catch { throw .scratch(error) }
      do throws(SystemCallError) {
        let lock = try FileLock(of: FileDescriptor("\(path)/\(Self.lockName)", .updating(permissions: 0o600)))
        if File.exists("\(path)/\(Self.lockName)") {
          self.path = path
          self.lock = lock
          return
        }
      } catch {
        guard error.isMissing else { throw .scratch(error) }
      }
      // Another process took the directory for abandoned, and removed it before it was locked.
    }
  }

  deinit { Self.remove(path) }

  /// Writes and maps a model, as the trainer and the server do. The file is then unlinked, and lives on while it is
  /// mapped.
  func load(_ contents: consuming ModelFileContents, as name: ModelName) throws(TrainingError) -> Model {
    let versions = ModelVersions(in: path)
    do { _ = try versions.publish(contents) } catch { throw .modelFile(error) }
    // A large model should not be in memory twice.
    _ = consume contents
    defer { File.remove(versions.path(of: name.rawValue)) }
    do { return try Model.load(versions.path(of: name.rawValue), as: name) } catch { throw .model(error) }
  }

  private static func removeAbandoned(in parent: String) {
    for name in entries(of: parent) where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      do throws(SystemCallError) {
        let lock = try FileLock(ifFree: FileDescriptor("\(path)/\(lockName)", .updatingUnlinked))
        if lock != nil { remove(path) }
      } catch {
        // This fails if something else is in the directory.
        Directory.remove(path)
      }
    }
  }

  /// Removes a directory and the files in it.
  private static func remove(_ path: String) {
    for name in entries(of: path) { File.remove("\(path)/\(name)") }
    Directory.remove(path)
  }

  /// The names in a directory; empty if it cannot be read.
  private static func entries(of path: String) -> [String] { (try? Directory.names(in: path)) ?? [] }
}
