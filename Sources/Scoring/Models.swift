import ModelFile

/// The registry of models: `/api/models`, the server and the trainer read it. A new model is a name, an entry here and
/// a file with its scorer.
package enum Models {
  package static let all: [ModelDescription] = [
    ModelDescription(
      name: .ease, type: .nonNeural,
      summary: "Embarrassingly shallow autoencoder: a linear model of each film on all others, in closed form.",
      load: EASEScorer.load),
    ModelDescription(
      name: .itemKNN, type: .nonNeural,
      summary: "Item neighbours: films liked by the same people, by cosine similarity.",
      load: SparseScorer.init),
    ModelDescription(
      name: .neuralMF, type: .neural,
      summary: "Neural matrix factorisation: embeddings of people and films beside a multi-layer perceptron.",
      load: NeuralScorer.init),
    ModelDescription(
      name: .deepFM, type: .neural,
      summary: "Factorisation machine over films, genres and years, with a deep network on the same embeddings.",
      load: NeuralScorer.init),
  ]

  package static func description(of name: ModelName) -> ModelDescription {
    // Every name has an entry; a test holds it.
    all.first { $0.name == name } ?? all[0]
  }
}

/// What is said of a model, and how its files are read.
package struct ModelDescription: Sendable {
  package enum Kind: String, Sendable {
    case nonNeural = "non-neural"
    case neural
  }

  package let name: ModelName
  package let kind: Kind
  /// For people.
  package let summary: String
  let load: @Sendable (ModelFile) throws(ModelError) -> any Scorer

  init(
    name: ModelName, type: Kind, summary: String,
    load: @escaping @Sendable (ModelFile) throws(ModelError) -> any Scorer
  ) {
    self.name = name
    self.kind = type
    self.summary = summary
    self.load = load
  }

  /// `non-neural` or `neural`.
  package var type: String { kind.rawValue }
}
