import ArgumentParser
import Configuration
import ModelFile
import Scoring

struct RestoreModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Serve an older version of a model again.",
    discussion: """
      Workers load it within a second. The version that was served until now is kept among the older ones. A damaged \
      file is not restored.
      """)

  @OptionGroup var options: ConfigurationOptions

  @OptionGroup var argument: ModelArgument

  @Argument(help: "The version as shown by 'models list'. Default: the newest of the older ones.")
  var version: String?

  private var model: ModelName { argument.model }

  func run() throws {
    try reportingFailure {
      let versions = ModelVersions(in: try Configuration.load(file: options.config).models)
      guard let version = try version ?? versions.older(of: model.rawValue).first else { throw NoOlder(model: model) }
      _ = try Model.load("\(versions.path(of: model.rawValue)).\(version)", as: model)
      try versions.restore(version, of: model.rawValue)
      print("\(model.rawValue): \(version) is served.")
    }
  }
}

struct NoOlder: Error, CustomStringConvertible {
  let model: ModelName
  var description: String { "there is no older version of \(model.rawValue)" }
}
