/// The registry of models. `/api/models`, the server and the trainer read it. A new model is a `ModelName`, a case
/// here, and a file with its scorer.
package enum Models {
  /// Those that a client may ask for.
  package static let named = ModelName.named.map(description)

  package static func description(of name: ModelName) -> ModelDescription {
    switch name {
    case .ease:
      ModelDescription(
        name: name, kind: .nonNeural,
        summary: "Embarrassingly shallow autoencoder: a linear model of each film on all others, in closed form.",
        load: EASEScorer.load)
    case .itemKNN:
      ModelDescription(
        name: name, kind: .nonNeural,
        summary: "Item neighbours: films liked by the same people, by cosine similarity.",
        load: SparseScorer.init)
    case .neuralMF:
      ModelDescription(
        name: name, kind: .neural,
        summary: "Neural matrix factorisation: embeddings of people and films, plus a multi-layer perceptron.",
        load: NeuralScorer.init)
    case .deepFM:
      ModelDescription(
        name: name, kind: .neural,
        summary: "Factorisation machine over films, genres and years, with a deep network on the same embeddings.",
        load: NeuralScorer.init)
    case .spectral:
      ModelDescription(
        name: name, kind: .nonNeural,
        summary: "Eigenvectors of how often films are liked by the same people, for people about whom little is known.",
        load: SpectralScorer.init)
    case .shortEASE:
      ModelDescription(
        name: name, kind: .nonNeural, summary: "EASE for people with few known films.", load: EASEScorer.load)
    case .longEASE:
      ModelDescription(
        name: name, kind: .nonNeural, summary: "EASE for people with many known films, using genres and years.",
        load: EASEScorer.load)
    case .popularity:
      ModelDescription(
        name: name, kind: .nonNeural, summary: "How many people like a film.", load: PopularityScorer.init)
    }
  }
}
