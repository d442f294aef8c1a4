/// How EASE's weights are kept.
package enum EASEStorage: String, CaseIterable, Sendable {
  /// All, 32 bits each: items² × 4 bytes.
  case float
  /// All, 8 bits each with a scale a column: a quarter, and no worse.
  case int8
  /// 200 a film, fitted for these alone: the least memory by far, and somewhat worse.
  case sparse

  /// The first that keeps a file, and training it, within what a server and its trainer usually have.
  static func suiting(items: Int) -> EASEStorage {
    switch items {
    case ...5_000: .float
    case ...20_000: .int8
    default: .sparse
    }
  }
}
