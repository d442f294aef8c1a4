import LinearAlgebra

/// What the rows of EASE's Gram matrix count, by the number of their items: the history of each user, and the
/// favourites among it as the history of one more user.
struct RowWeights: Sendable {
  /// Nil if each user counts 1.
  private let scale: Float?
  private let factor: Float

  /// Each user counts 1.
  static let ones = RowWeights(scale: nil, factor: 0)

  private init(scale: Float?, factor: Float) {
    self.scale = scale
    self.factor = factor
  }

  /// In proportion to 1/√(number of items).
  /// - Parameter factor: what multiplies the weight of favourites.
  init(_ users: SparseMatrix, _ favourites: SparseMatrix?, factor: Float) {
    func sum(_ rows: SparseMatrix, _ value: (Float) -> Float) -> Float {
      (0..<rows.rows).reduce(0) { $0 + value(Float(rows.row($1).count)) }
    }
    let weighted = sum(users) { $0.squareRoot() } + factor * (favourites.map { sum($0) { $0.squareRoot() } } ?? 0)
    // The weights preserve the sum of the diagonal, and so the meaning of λ.
    scale = sum(users) { $0 } / weighted
    self.factor = factor
  }

  func ofUser(items: Int) -> Float { scale.map { $0 / Float(max(1, items)).squareRoot() } ?? 1 }

  func ofFavourites(items: Int) -> Float { factor * ofUser(items: items) }

  func ofUsers(_ users: SparseMatrix) -> [Float] { (0..<users.rows).map { ofUser(items: users.row($0).count) } }

  func ofFavourites(_ favourites: SparseMatrix) -> [Float] {
    (0..<favourites.rows).map { ofFavourites(items: favourites.row($0).count) }
  }
}
