/// How often the movies of the catalogue were shown.
package struct Exposure: Equatable, Sendable {
  /// Of every movie of the catalogue, the most often shown first, then by id.
  package let movies: [Movie]

  package struct Movie: Equatable, Sendable {
    package let id: MovieID
    package let title: String
    /// In lists recorded in the history of a user.
    package let shown: Int
    package let anonymous: Int

    package init(id: MovieID, title: String, shown: Int, anonymous: Int) {
      self.id = id
      self.title = title
      self.shown = shown
      self.anonymous = anonymous
    }

    package var total: Int { shown + anonymous }
  }

  package init(_ movies: [Movie]) {
    self.movies = movies.sorted { ($1.total, $0.id) < ($0.total, $1.id) }
  }

  /// How many movies were ever shown.
  package var everShown: Int { movies.count { $0.total > 0 } }

  /// The coefficient of Gini (1912): 0 if all movies were shown equally often, close to 1 if it was always the same
  /// one; nil if none was shown.
  package var gini: Double? {
    let total = movies.reduce(0) { $0 + $1.total }
    guard total > 0 else { return nil }
    let count = Double(movies.count)
    // Ranks ascend with the counts, and `movies` descend.
    let weighted = movies.enumerated().reduce(0) { sum, entry in
      sum + (count - 1 - 2 * Double(entry.offset)) * Double(entry.element.total)
    }
    return weighted / (count * Double(total))
  }
}
