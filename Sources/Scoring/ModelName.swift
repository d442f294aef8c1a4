/// The models, by the names of their files.
package enum ModelName: String, CaseIterable, Sendable {
  case ease = "EASE"
  case itemKNN = "ItemKNN"
  case neuralMF = "NeuralMF"
  case deepFM = "DeepFM"

  // The following are only parts of `auto`. Each is the best or the safest at some context length.

  case spectral = "Spectral"
  /// EASE for contexts of few items.
  case shortEASE = "EASE-short"
  /// EASE for contexts of many items.
  case longEASE = "EASE-long"
  case popularity = "Popularity"

  /// Those that a client may ask for.
  package static let named: [ModelName] = [.ease, .itemKNN, .neuralMF, .deepFM]
}
