/// How EASE's weights are stored.
package enum EASEStorage: String, CaseIterable, Sendable {
  /// All, with 32 bits each: items² × 4 bytes.
  case float
  /// All, with 8 bits each and a scale for each column: a quarter of the memory, and no worse.
  case int8
  /// 200 for each item, fitted for themselves: by far the least memory, and somewhat worse. Weights are never pruned
  /// without refitting: on about 1 M ratings and 3,416 items the 200 greatest of each row lose .009 of NDCG@100,
  /// refitted ones .001; without negative weights it is .031.
  case sparse

  /// The first storage whose file and training fit the usual memory of a server and its trainer.
  static func suiting(items: Int) -> EASEStorage {
    switch items {
    case ...5_000: .float
    case ...20_000: .int8
    default: .sparse
    }
  }
}
