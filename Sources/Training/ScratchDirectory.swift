import Glibc
import ModelFile
import Scoring

/// A directory for model files that are only evaluated; gone with its owner.
package struct ScratchDirectory: ~Copyable {
  package let path: String

  /// Throws `scratch`.
  package init(in parent: String) throws(TrainingError) {
    var template = Array("\(parent)/.evaluation-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .scratch(path: parent, code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ModelName.allCases { unlink(ModelVersions(in: path).path(of: name.rawValue)) }
    rmdir(path)
  }

  /// Writes and maps a model, just as the trainer and the server do. The file is gone, and lives on while it is mapped.
  func load(_ contents: consuming ModelFileContents, as name: ModelName) throws(TrainingError) -> Model {
    let versions = ModelVersions(in: path)
    do { _ = try versions.publish(contents) } catch { throw .modelFile(error) }
    // Not in memory and mapped at the same time.
    _ = consume contents
    defer { unlink(versions.path(of: name.rawValue)) }
    do { return try Model.load(versions.path(of: name.rawValue), as: name) } catch { throw .model(error) }
  }
}
