import LinearAlgebra

import func Glibc.expf
import func Glibc.log

extension Matrix where Scalar == Float {
  /// Turns scores, one row per user, into the gradient of the loss of a softmax over all columns: `L = −weight
  /// Σ_rows Σ_{t ∈ targets} log softmax_t`, so `∂L/∂s_i = weight (|targets| softmax_i − [i ∈ targets])`.
  /// - Parameter targets: the columns to be found in each row.
  /// - Returns: the loss L.
  mutating func softmaxGradient(targets: SparseMatrix, weight: Float) -> Double {
    precondition(targets.rows == rows && targets.columns == columns)
    let (columns, stride) = (columns, stride)
    var loss = 0.0
    elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<targets.rows {
        let scores = UnsafeMutableBufferPointer(rebasing: elements[row * stride..<row * stride + columns])
        let targets = targets.row(row)
        let greatest = scores.reduce(-Float.infinity, max)
        var sum = 0.0
        for target in targets { sum -= Double(scores[Int(target)] - greatest) }
        var total: Float = 0
        for column in 0..<columns {
          scores[column] = expf(scores[column] - greatest)
          total += scores[column]
        }
        sum += Double(targets.count) * log(Double(total))
        loss += Double(weight) * sum
        let scale = weight * Float(targets.count) / total
        for column in 0..<columns { scores[column] *= scale }
        for target in targets { scores[Int(target)] -= weight }
      }
    }
    return loss
  }
}
