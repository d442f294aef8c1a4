import LinearAlgebra
import Scoring

/// Neural matrix factorisation: the product of a user's and an item's factors, plus a perceptron over vectors of its
/// own.
///
/// A user is the items of the history, and age and gender if known, so that the model serves users who came after
/// training. Sources: He et al. 2017, "Neural Collaborative Filtering", section 3.4, for the two branches; Liang et al.
/// 2018, "Variational Autoencoders for Collaborative Filtering", section 2.2, for the loss over the whole catalogue.
package struct NeuralMF: NeuralTrainer {
  package var settings: NeuralHyperparameters
  package let name = ModelName.neuralMF

  /// Columns of the perceptron's own vectors.
  private static let perceptronWidth = 32

  package init(_ settings: NeuralHyperparameters) { self.settings = settings }

  var shape: NeuralShape {
    let (factors, perceptron) = (NeuralHyperparameters.width, Self.perceptronWidth)
    return settings.shape(
      width: factors + perceptron, factors: 0..<factors, perceptron: factors..<factors + perceptron)
  }

  func itemFeatures(of dataset: Dataset) -> [SparseMatrix] { [.identity(dataset.items.count)] }
}
