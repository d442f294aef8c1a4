import LinearAlgebra
import Scoring

/// Neural matrix factorisation: the product of a person's and a film's factors, beside a perceptron over vectors of its
/// own.
///
/// A person is the films they like, and age and gender where these are known, so that it serves people who came after
/// training. Sources: He et al. 2017, "Neural Collaborative Filtering", section 3.4, for the two branches; Liang et al.
/// 2018, "Variational Autoencoders for Collaborative Filtering", section 2.2, for the loss over the whole catalogue.
package struct NeuralMF: NeuralTrainer {
  package var recipe: NeuralRecipe
  package let name = ModelName.neuralMF

  /// Numbers of the perceptron's own vectors.
  private static let perceptronWidth = 32

  package init(_ recipe: NeuralRecipe) { self.recipe = recipe }

  var shape: NetShape {
    NetShape(
      width: NeuralRecipe.width + Self.perceptronWidth, factors: 0..<NeuralRecipe.width,
      perceptron: NeuralRecipe.width..<NeuralRecipe.width + Self.perceptronWidth, hidden: NetShape.usualLayers,
      outputScale: recipe.outputScale, isSquashed: recipe.start == .scratch)
  }

  func filmFacts(of dataset: Dataset) -> [SparseMatrix] { [.identity(dataset.items.count)] }
}
