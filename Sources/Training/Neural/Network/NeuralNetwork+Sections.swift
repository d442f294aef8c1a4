import LinearAlgebra
import ModelFile
import Scoring

extension NeuralNetwork {
  /// The sections that `NeuralScorer` reads. What depends only on an item is computed here, once.
  var sections: [SectionContents] {
    let items = itemVectors
    var first = firstItemInputs(items)
    first.addToRows(parameters.firstBias)
    let users = parameters.userEmbeddings
    return shape.sections(
      contextEmbedding: users[0].elements, itemEmbedding: items.columns(shape.factors).elements,
      itemBias: parameters.itemBias.elements, firstItemInputs: first.elements,
      firstUserWeights: parameters.firstUserWeights.elements, secondWeights: parameters.secondWeights.elements,
      secondBias: parameters.secondBias.elements, outputWeights: pairPerceptron.output.elements,
      demographics: users.count == 3 ? (ages: users[1].elements, genders: users[2].elements) : nil)
  }
}
