import Logging
import ModelFile
import System

/// A file next to the models that holds the data last read from the database. A worker that starts while the database
/// is unavailable serves from it. It has the format of a model file and is replaced atomically.
///
/// If the directory is not writable or the file cannot be used, that is logged and has no other effect.
package struct KeptFile {
  private let name: String
  private let versions: ModelVersions
  private let log: Logger
  /// The fault logged last, so that it is logged once.
  private var fault: String?

  /// - Parameter name: the name of the file, without its suffix.
  package init(_ name: String, in directory: String, log: Logger) {
    self.name = name
    versions = ModelVersions(in: directory)
    self.log = log
  }

  /// The decoded contents of the file; nil if it is missing or cannot be used.
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

  /// Writes `contents` to the file, unless it holds them already. A failed write is logged and not reported to the
  /// caller.
  /// - Returns: false if nothing was done because another writer is at work in the directory.
  mutating func save(_ contents: ModelFileContents) -> Bool {
    do throws(ModelFileError) {
      guard try versions.replace(contents) else { return false }
      fault = nil
    } catch {
      say("a file cannot be kept: a worker that starts while the database is unavailable has nothing to serve", error)
    }
    return true
  }

  var isMissing: Bool { !File.exists(versions.path(of: name)) }

  private mutating func say(_ message: Logger.Message, _ error: any Error) {
    let cause = "\(error)"
    if cause != fault { log.warning(message, metadata: ["path": "\(versions.path(of: name))", "cause": "\(cause)"]) }
    fault = cause
  }
}

/// The reason why a kept file cannot be used although it is intact as a model file.
struct KeptFileFault: Error, CustomStringConvertible {
  let description: String
}
