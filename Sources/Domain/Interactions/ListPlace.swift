/// Where a movie was recommended: the list, and the movie's place in it.
package struct ListPlace: Equatable, Sendable {
  /// The id of the `RecordedRecommendation`.
  package let list: UUID
  /// From 0, the best; nil if the client did not say.
  package let place: Int?

  package init(list: UUID, place: Int?) {
    self.list = list
    self.place = place
  }

  /// The place of the movie in the list; nil if the list does not have it, or has it at another place.
  /// - Parameter movies: the list, best first.
  package func place(of movie: MovieID, in movies: [MovieID]) -> Int? {
    movies.firstIndex(of: movie).flatMap { place == nil || place == $0 ? $0 : nil }
  }
}
