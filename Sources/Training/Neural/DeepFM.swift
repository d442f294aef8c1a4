import LinearAlgebra
import Scoring

/// A factorisation machine over films, their genres and years, with a deep network on the same vectors.
///
/// A person is the films they like, and age and gender where these are known, so that it serves people who came after
/// training; of the machine's products those between person and film are kept, since the others change no ranking or
/// are in the film's bias.
/// Source: Guo et al. 2017, "DeepFM: A Factorization-Machine based Neural Network for CTR Prediction", section 3.
package struct DeepFM: NeuralTrainer {
  package var recipe: NeuralRecipe
  package let name = ModelName.deepFM

  package init(_ recipe: NeuralRecipe) { self.recipe = recipe }

  var shape: NetShape {
    NetShape(
      width: NeuralRecipe.width, factors: 0..<NeuralRecipe.width, perceptron: 0..<NeuralRecipe.width,
      hidden: NetShape.usualLayers, outputScale: recipe.outputScale, isSquashed: recipe.start == .scratch)
  }

  func filmFacts(of dataset: Dataset) -> [SparseMatrix] {
    [.identity(dataset.items.count), dataset.facts.genres, dataset.facts.years]
  }
}
