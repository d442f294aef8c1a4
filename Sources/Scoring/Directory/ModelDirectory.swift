import ModelFile
import System

/// The model files of one directory, as a server loads them.
package struct ModelDirectory: Sendable {
  private let path: String
  private let versions: ModelVersions

  package init(_ path: String) {
    self.path = path
    versions = ModelVersions(in: path)
  }

  /// Why the files cannot be reached; nil if they can.
  package var fault: String? { File.obstacle(to: .execute, at: path).map { "\(path): \($0.reason)" } }

  /// The path of the file to serve.
  package func path(of name: ModelName) -> String { versions.path(of: name.rawValue) }

  /// Maps and verifies the file to serve. The error describes the fault.
  package func load(_ name: ModelName) throws(ModelError) -> Model { try Model.load(path(of: name), as: name) }

  /// The existing model files that cannot be served, each with its fault; empty if the directory cannot be reached.
  package var damaged: [String] {
    guard fault == nil else { return [] }
    return ModelName.allCases.compactMap { name in
      do throws(ModelError) {
        _ = try load(name)
        return nil
      } catch .notFound {
        return nil
      } catch {
        return "\(path(of: name)): \(error)"
      }
    }
  }

  /// A version as it was trained, served or kept; nil if there is no such file, or if it cannot be used.
  package func load(_ name: ModelName, version: String) -> Model? {
    if let served = try? load(name), served.version == version { return served }
    // Compared with the versions that there are, because the text may come from outside.
    guard let older = try? versions.older(of: name.rawValue), older.contains(version) else { return nil }
    return try? Model.load("\(path(of: name)).\(version)", as: name)
  }

  /// The newest usable version among the older ones that are kept; nil if there is none.
  package func loadOlder(_ name: ModelName) -> Model? {
    let older = (try? versions.older(of: name.rawValue)) ?? []
    return older.lazy.compactMap { try? Model.load("\(path(of: name)).\($0)", as: name) }.first
  }
}
