import Domain
import ModelFile

extension NeuralScorer {
  /// The sections of the table of `NeuralShape`, each with a row for each item, unit or group.
  var arrays: [NumberArray] {
    let (width, first, second) = (shape.width, shape.firstUnits, shape.secondUnits)
    return [
      NumberArray(NeuralShape.section, shapeNumbers),
      NumberArray(NeuralShape.contextEmbedding, contextEmbedding, shape: [itemCount, width]),
      rows(NeuralShape.itemEmbedding, itemEmbedding, columns: shape.factors.count),
      NumberArray(NeuralShape.itemBias, itemBias, count: itemCount),
      rows(NeuralShape.firstItemInputs, firstItemInputs, columns: first),
      NumberArray(NeuralShape.firstUserWeights, firstUserWeights, shape: [first, shape.perceptron.count]),
      NumberArray(NeuralShape.secondWeights, secondWeights, shape: [second, first]),
      NumberArray(NeuralShape.secondBias, secondBias),
      NumberArray(NeuralShape.outputWeights, outputWeights),
    ]
      + (demographics.map { demographics in
        [
          NumberArray(NeuralShape.ages, demographics.ages, shape: [AgeGroup.allCases.count, width]),
          NumberArray(NeuralShape.genders, demographics.genders, shape: [Gender.allCases.count, width]),
        ]
      } ?? [])
  }

  /// From blocks of 16 items, column by column, to a row for each item.
  private func rows(_ name: String, _ blocked: MappedArray<Float>, columns: Int) -> NumberArray {
    var rows = [Float](repeating: 0, count: itemCount * columns)
    blocked.withUnsafeBufferPointer { blocked in
      for item in 0..<itemCount {
        for column in 0..<columns {
          rows[item * columns + column] = blocked[(item / 16 * columns + column) * 16 + item % 16]
        }
      }
    }
    return NumberArray(name, rows, shape: [itemCount, columns])
  }
}
