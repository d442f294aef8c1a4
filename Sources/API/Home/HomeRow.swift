import Domain
import JSON

/// A row of the home page: movies, and why they are there.
struct HomeRow {
  enum Kind: String, CaseIterable {
    /// Recommended because of one movie that the user likes.
    case because
    /// New to the user, in a genre that the user likes; or popular in a genre.
    case genre
    /// From the user's watchlist.
    case watchlist
    /// What people watch this week.
    case trending
    /// What most people have watched.
    case popular
    /// Rated highly, and unlike what the user, or most people, watch.
    case different

    var surface: Surface {
      switch self {
      case .because: .because
      case .genre: .genre
      case .watchlist: .watchlist
      case .trending: .trending
      case .popular: .popular
      case .different: .different
      }
    }
  }

  let kind: Kind
  /// A heading that says why the movies are there.
  let title: String
  /// The movie that the row is about.
  var movie: MovieID?
  /// The genre that the row is about.
  var genre: String?
  /// What chose the movies.
  let recommender: Recommender
  /// Best first.
  let movies: [MovieID]

  func write(id: UUID, _ catalogue: Catalogue, to json: inout JSONWriter) {
    json.object { json in
      json.field("kind", kind.rawValue)
      json.field("title", title)
      if let movie { json.field("movie") { json in json.object { catalogue.writeMembers(of: movie, to: &$0) } } }
      if let genre { json.field("genre", genre) }
      catalogue.writeResult(movies, to: &json)
      json.field("recommendation_id", id.description)
    }
  }
}
