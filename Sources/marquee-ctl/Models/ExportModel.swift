import ArgumentParser
import Configuration
import ModelFile
import Scoring

struct ExportModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write what a model has learnt to a file that NumPy reads.",
    discussion: """
      The file is an .npz: numpy.load(FILE) has 'items', the ids of the movies by position, the arrays of the model, \
      and texts that name it and say how it was trained (model, version, hyperparameters, origin, figures). EASE: \
      weights, with the weights of one movie for all others in its row, or codes and scales with 8 bits a weight. \
      ItemKNN and sparse EASE: rows, columns and weights, as scipy.sparse.csr_array takes them in reverse order. \
      Spectral: factors and scales. Neural models: people and films, the embeddings, and the layers of the perceptron. \
      Popularity: counts. marquee_model.py among the examples of the package computes scores from model files.
      """)

  @OptionGroup var options: ConfigurationOptions

  @OptionGroup var argument: ModelArgument

  @Argument(help: "The version as shown by 'models list'. Default: the served one.")
  var version: String?

  @Option(name: .customLong("to"), help: "The file to write.")
  var file: String

  private var model: ModelName { argument.model }

  func run() throws {
    try reportingFailure {
      let versions = ModelVersions(in: try Configuration.load(file: options.config).models)
      let model = try versions.load(self.model, version)
      try model.export(to: file)
      print("\(model.label) \(model.version) is in \(file).")
    }
  }
}
