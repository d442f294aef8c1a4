/// The result of one pass over all users.
package struct Epoch: Equatable, Sendable {
  /// The mean over users.
  package let loss: Double
  /// NDCG@100 of the validation users; nil if there are none.
  package let validation: Double?
}
