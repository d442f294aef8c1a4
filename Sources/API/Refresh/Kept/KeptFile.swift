import Glibc
import Logging
import ModelFile

/// A file beside the models in which workers keep what they last read of the database: a worker that starts while the
/// database is away serves from it. It has the format of a model file, and is replaced in one step.
///
/// A directory that cannot be written to, and a file that cannot be used, cost a line in the log and nothing else.
package struct KeptFile {
  private let name: String
  private let versions: ModelVersions
  private let log: Logger
  /// What was last said to be wrong, so that it is said once.
  private var fault: String?

  /// - Parameter name: that of the file without its suffix.
  package init(_ name: String, in directory: String, log: Logger) {
    self.name = name
    versions = ModelVersions(in: directory)
    self.log = log
  }

  /// What the file holds; nil if there is none that can be used.
  mutating func load<Value>(_ decode: (ModelFile) throws -> Value) -> Value? {
    do {
      let value = try decode(ModelFile.open(versions.path(of: name)))
      fault = nil
      return value
    } catch {
      say("a kept file is refused", error)
      return nil
    }
  }

  /// Keeps `contents` unless the file holds them already.
  /// - Returns: false if another writes in the directory at this moment.
  mutating func save(_ contents: ModelFileContents) -> Bool {
    do throws(ModelFileError) {
      guard try versions.replace(contents) else { return false }
      fault = nil
    } catch {
      say("a file cannot be kept, so that a worker has nothing to start with while the database is away", error)
    }
    return true
  }

  var isMissing: Bool { access(versions.path(of: name), F_OK) != 0 }

  private mutating func say(_ message: Logger.Message, _ error: any Error) {
    let cause = "\(error)"
    if cause != fault { log.warning(message, metadata: ["path": "\(versions.path(of: name))", "cause": "\(cause)"]) }
    fault = cause
  }
}

/// Why a kept file cannot be used, though its bytes are whole.
struct KeptFileFault: Error, CustomStringConvertible {
  let description: String
}
