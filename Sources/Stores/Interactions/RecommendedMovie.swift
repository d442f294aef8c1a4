import Domain
import MariaDB

/// Looks up the movie of a new interaction in the list that recommended it, within the block that saves the
/// interaction.
struct RecommendedMovie {
  private let movie: MovieID
  private let origin: ListPlace
  private let user: UserID

  init(_ movie: MovieID, _ origin: ListPlace, _ user: UserID) {
    self.movie = movie
    self.origin = origin
    self.user = user
  }

  /// Reads `listed`, the movie's place: NULL if the user has no such list, negative if the list lacks the movie.
  var read: Block.Read {
    Block.Read(
      ["listed"], "FIND_IN_SET(\(movie), REPLACE(movies, ' ', ',')) - 1",
      """
      FROM interactions FORCE INDEX (history)
      WHERE \(Recommendations.lists(of: user)) AND public_id = \(origin.list) ORDER BY id DESC LIMIT 1
      """)
  }

  /// A condition on that variable.
  var isFound: SQL {
    if let place = origin.place { "listed = \(place)" } else { "listed >= 0" }
  }

  /// Further columns of the interaction, and their values.
  var columns: SQL { ", public_id, place" }
  var values: SQL { ", \(origin.list), listed" }
}

extension Interactions {
  /// The place of each interaction's movie in the list that recommended it; nil if it has no origin, or an unknown one.
  func places(of interactions: [NewInteraction], _ user: UserID) throws(MariaDBError) -> [Int?] {
    // Not a key path: Swift 6.3 reads one through an optional with a memcpy whose ranges overlap.
    let ids = Set(interactions.compactMap { $0.origin?.list })
    guard !ids.isEmpty else { return interactions.map { _ in nil } }
    let rows = try connection.rows(
      """
      SELECT public_id, movies, id FROM interactions FORCE INDEX (history)
      WHERE \(Recommendations.lists(of: user)) AND public_id IN (\(SQL.joined(ids.map { "\($0)" }, by: ", ")))
      """, isKept: false
    ) { (id: try $0.uuid(0), movies: ListedMovies(try $0.text(1), deletedPlaces: nil).all) }
    let lists = Dictionary(rows.map { ($0.id, $0.movies) }) { first, _ in first }
    return interactions.map { new in
      new.origin.flatMap { origin in lists[origin.list].flatMap { origin.place(of: new.movie, in: $0) } }
    }
  }
}
