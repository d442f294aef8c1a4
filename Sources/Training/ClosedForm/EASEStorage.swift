/// How EASE's weights are stored.
package enum EASEStorage: String, CaseIterable, Sendable {
  /// All weights, with 32 bits each: items² × 4 bytes.
  case float
  /// All weights, with 8 bits each and a scale for each column: a quarter of the memory, and no worse.
  case int8
  /// 200 weights for each item, fitted on their own: by far the least memory, but somewhat worse. Weights are never
  /// pruned without refitting: on about 1 M ratings and 3,416 items, the 200 greatest of each row lose .009 of
  /// NDCG@100, but refitted ones only .001; without negative weights the loss is .031.
  case sparse

  /// The first storage whose file fits in a server's usual memory, and whose training fits in a trainer's.
  static func suiting(items: Int) -> EASEStorage {
    switch items {
    case ...5_000: .float
    case ...20_000: .int8
    default: .sparse
    }
  }
}
