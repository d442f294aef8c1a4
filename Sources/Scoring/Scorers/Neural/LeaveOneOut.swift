import Domain
import ModelFile

/// The vector of a user with a whole context, and with each item left out.
struct LeaveOneOut {
  let context: [Int32]
  /// p.
  let whole: [Float]
  /// Without item j, p before its activation is less by `lossOfScale + scale · E_j`.
  let lossOfScale: [Float]
  let scale: Float
  private let scorer: NeuralScorer
  private let user: Demographics
  /// The sum over the whole context.
  private let sum: [Float]

  init(_ scorer: NeuralScorer, _ context: [Int32], _ user: Demographics) {
    let width = scorer.shape.width
    let sum = [Float](unsafeUninitializedCapacity: width) { vector, count in
      scorer.writeSum(of: context, to: UnsafeMutableBufferPointer(rebasing: vector[..<width]))
      count = width
    }
    func finished(historyLength: Int) -> [Float] {
      var vector = sum
      vector.withUnsafeMutableBufferPointer { scorer.finish($0, historyLength: historyLength, user) }
      return vector
    }
    var whole = finished(historyLength: context.count)
    lossOfScale = zip(whole, finished(historyLength: context.count - 1)).map { $0 - $1 }
    scale = NeuralScorer.scale(historyLength: context.count - 1)
    whole.withUnsafeMutableBufferPointer { scorer.activate($0) }
    (self.scorer, self.context, self.user, self.sum, self.whole) = (scorer, context, user, sum, whole)
  }

  /// p without the item at `place` in the context.
  func vector(without place: Int) -> [Float] {
    var vector = sum
    vector.withUnsafeMutableBufferPointer { vector in
      let row = Int(context[place]) * vector.count
      scorer.contextEmbedding.withUnsafeBufferPointer { embedding in
        for column in vector.indices { vector[column] -= embedding[row + column] }
      }
      scorer.finish(vector, historyLength: context.count - 1, user)
      scorer.activate(vector)
    }
    return vector
  }
}
