import Domain
import LinearAlgebra

/// What is known about items apart from who likes them.
package struct ItemFeatures: Equatable, Sendable {
  /// items × genres, in the order of their names.
  package let genres: SparseMatrix
  /// items × spans of five years, from the earliest one. An item without a year has none.
  package let years: SparseMatrix

  private static let span = 5

  private init(genres: SparseMatrix, years: SparseMatrix) {
    self.genres = genres
    self.years = years
  }

  /// The features of the items at these positions, in this order; nothing is known about an item where that is nil.
  func rows(at positions: [Int?]) -> ItemFeatures {
    func rows(of matrix: SparseMatrix) -> SparseMatrix {
      SparseMatrix(columns: matrix.columns, positions.map { $0.map { Array(matrix.row($0)) } ?? [] })
    }
    return ItemFeatures(genres: rows(of: genres), years: rows(of: years))
  }

  /// - Parameter movies: one for each item of the catalogue, in its order; nil if nothing is known about it.
  init(_ movies: [Movie?]) {
    let names = Set(movies.flatMap { $0?.genres ?? [] }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices.map { Int32($0) }))
    genres = SparseMatrix(
      columns: names.count, movies.map { Set($0?.genres ?? []).compactMap { numbers[$0] }.sorted() })
    let spans = movies.map { $0?.year.map { Int(($0 < 0 ? $0 - Self.span + 1 : $0) / Self.span) } }
    let first = spans.compactMap(\.self).min() ?? 0
    let count = (spans.compactMap(\.self).max() ?? -1) - first + 1
    years = SparseMatrix(columns: max(0, count), spans.map { $0.map { [Int32($0 - first)] } ?? [] })
  }
}
