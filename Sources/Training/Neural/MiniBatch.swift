import LinearAlgebra

/// The users of one step of training.
struct MiniBatch: Sendable {
  let users: UserFeatures
  /// The items that each user likes, which the network must find; users × items.
  let targets: SparseMatrix
  /// What is added to the score of each item for users who do not like it: see `softmaxGradient`. Nil for nothing.
  var corrections: [Float]?
}
