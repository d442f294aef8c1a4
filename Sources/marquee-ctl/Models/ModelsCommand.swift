import ArgumentParser
import Configuration
import ModelFile
import Scoring

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Manage the model files.",
    subcommands: [ListModels.self, VerifyModels.self, RestoreModel.self, DiffModels.self],
    defaultSubcommand: ListModels.self)
}

@Sendable func modelName(_ text: String) throws -> ModelName {
  guard let name = ModelName(rawValue: text) else { throw ValidationError("Unknown model '\(text)'.") }
  return name
}

/// The files of a model, and whether the served one is valid.
struct ModelFiles {
  enum Served {
    case absent
    case good(Model)
    case bad(ModelError)
  }

  let name: ModelName
  let served: Served
  /// Newest first.
  let older: [String]

  /// Reads and verifies every byte of the served file.
  init(_ name: ModelName, in directory: String) throws(ModelFileError) {
    let versions = ModelVersions(in: directory)
    self.name = name
    older = try versions.older(of: name.rawValue)
    do throws(ModelError) {
      served = .good(try Model.load(versions.path(of: name.rawValue), as: name))
    } catch {
      if case .notFound = error { served = .absent } else { served = .bad(error) }
    }
  }
}
