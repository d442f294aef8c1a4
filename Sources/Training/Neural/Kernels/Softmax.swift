import LinearAlgebra

import func Glibc.expf
import func Glibc.log

extension Matrix where Scalar == Float {
  /// Turns scores, one row per user, into the gradient of the loss of a softmax over all columns: `L = −weight
  /// Σ_rows Σ_{t ∈ targets} log softmax_t`, so `∂L/∂s_i = weight (|targets| softmax_i − [i ∈ targets])`.
  ///
  /// If the columns are only a sample of the items, which has item i with probability Q_i, the corrections are
  /// `−log Q_i`: then each column stands for 1 / Q_i items, and the softmax's denominator is on average the one over
  /// all items. The targets of a row are always there, so they count as themselves, and never as negatives
  /// (accidental hits).
  /// - Parameters:
  ///   - targets: the columns to be found in each row.
  ///   - corrections: one per column, added to the scores of columns that are not targets of the row; nil for zeros.
  /// - Returns: the loss L.
  mutating func softmaxGradient(targets: SparseMatrix, weight: Float, corrections: [Float]? = nil) -> Double {
    precondition(targets.rows == rows && targets.columns == columns)
    precondition(corrections == nil || corrections?.count == columns)
    let (columns, stride) = (columns, stride)
    var loss = 0.0
    elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<targets.rows {
        let scores = UnsafeMutableBufferPointer(rebasing: elements[row * stride..<row * stride + columns])
        let targets = targets.row(row)
        if let corrections { scores.add(corrections, exceptAt: targets) }
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

extension UnsafeMutableBufferPointer<Float> {
  fileprivate func add(_ numbers: [Float], exceptAt exceptions: ArraySlice<Int32>) {
    let kept = exceptions.map { self[Int($0)] }
    for index in indices { self[index] += numbers[index] }
    for (index, value) in zip(exceptions, kept) { self[Int(index)] = value }
  }
}
