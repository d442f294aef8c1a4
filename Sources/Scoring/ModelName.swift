/// The models, by the names that clients and model files use.
package enum ModelName: String, CaseIterable, Sendable {
  case ease = "EASE"
  case itemKNN = "ItemKNN"
  case neuralMF = "NeuralMF"
  case deepFM = "DeepFM"
}
