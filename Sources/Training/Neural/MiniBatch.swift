import LinearAlgebra

/// The users of one step of training.
struct MiniBatch: Sendable {
  let users: UserFeatures
  /// The items that each user likes, which the network must find; users × items.
  let targets: SparseMatrix
}
