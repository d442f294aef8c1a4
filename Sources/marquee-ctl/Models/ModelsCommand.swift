import ArgumentParser
import Configuration
import ModelFile
import Scoring

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Manage the model files.",
    subcommands: [ListModels.self, VerifyModels.self, RestoreModel.self, DiffModels.self, ExportModel.self],
    defaultSubcommand: ListModels.self)
}

/// The model that a command is about.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: "The model: EASE, ItemKNN, NeuralMF, DeepFM, or a part of 'auto'.",
    completion: .list(ModelName.allCases.map(\.rawValue)),
    transform: { text in
      guard let name = ModelName(rawValue: text) else { throw ValidationError("Unknown model '\(text)'.") }
      return name
    })
  var model: ModelName
}

extension ModelVersions {
  /// Maps and verifies a version of a model. Throws `unknownVersion`, or the fault of its file.
  /// - Parameter version: nil for the served one.
  func load(_ name: ModelName, _ version: String?) throws -> Model {
    let served = path(of: name.rawValue)
    guard let version else { return try Model.load(served, as: name) }
    if try older(of: name.rawValue).contains(version) { return try Model.load("\(served).\(version)", as: name) }
    let model = try Model.load(served, as: name)
    guard model.version == version else { throw ModelFileError.unknownVersion(model: name.rawValue, version: version) }
    return model
  }
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
