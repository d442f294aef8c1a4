import LinearAlgebra
import Scoring

/// A factorisation machine over items, their genres and years, with a deep network on the same vectors.
///
/// A user is the items of the history, and age and gender if known, so that the model serves users who came after
/// training. The model keeps only the factorisation machine's products between user and item: the others do not change
/// the ranking, or are part of the item's bias. Source: Guo et al. 2017, "DeepFM: A Factorization-Machine based Neural
/// Network for CTR Prediction", section 3.
package struct DeepFM: NeuralTrainer {
  package var settings: NeuralHyperparameters
  package let name = ModelName.deepFM

  package init(_ settings: NeuralHyperparameters) { self.settings = settings }

  var shape: NeuralShape {
    let width = NeuralHyperparameters.width
    return settings.shape(width: width, factors: 0..<width, perceptron: 0..<width)
  }

  func itemFeatures(of dataset: Dataset) -> [SparseMatrix] {
    [.identity(dataset.items.count), dataset.itemFeatures.genres, dataset.itemFeatures.years]
  }
}
