import Domain
import MariaDB

/// A row of `interactions`: one interaction, or a list of movies that were recommended together, each of which is an
/// interaction.
struct HistoryRow {
  let id: Int64
  private let user: UserID
  private let kind: InteractionKind
  private let createdAt: Timestamp
  private let content: Content

  private enum Content {
    case single(MovieID, Rating?)
    case list(ListedMovies)
  }

  static let columns: SQL = "\(Interaction.columns), movies, deleted_places"

  /// A condition: the row has an interaction left. All interactions of a list may have been deleted.
  static let hasInteractions: SQL = "COALESCE(films, 1) > 0"

  /// How many interactions a row has left.
  static let interactionCount: SQL = "CAST(COALESCE(films, 1) AS SIGNED)"

  /// A condition: the movie is in the row's list.
  static func lists(_ movie: MovieID) -> SQL { "CONCAT(' ', movies, ' ') LIKE \("% \(movie) %")" }

  init(_ row: borrowing Row) throws(ImpossibleValue) {
    if row.isNull(6) {
      let interaction = try Interaction(row)
      (id, user, kind, createdAt) = (interaction.id, interaction.user, interaction.kind, interaction.createdAt)
      content = .single(interaction.movie, interaction.rating)
    } else {
      id = try row.integer(0)
      user = try row.integer(1)
      kind = try row.enumeration(3)
      createdAt = try row.time(5)
      content = .list(ListedMovies(try row.text(6), deletedPlaces: try row.optionalText(7)))
    }
  }

  /// Oldest first.
  var interactions: [Interaction] {
    switch content {
    case .single(let movie, let rating): [interaction(HistoryPosition(row: id), movie, rating)]
    case .list(let movies): movies.left.map { interaction(HistoryPosition(row: id, place: $0), movies.all[$0], nil) }
    }
  }

  /// Adds the interactions, newest first. Makes no array for a row with a single interaction, because a page has many
  /// of those.
  func add(to found: inout [Interaction], where isWanted: (Interaction) -> Bool) {
    switch content {
    case .single(let movie, let rating):
      let interaction = interaction(HistoryPosition(row: id), movie, rating)
      if isWanted(interaction) { found.append(interaction) }
    case .list: found += interactions.reversed().lazy.filter(isWanted)
    }
  }

  private func interaction(_ position: HistoryPosition, _ movie: MovieID, _ rating: Rating?) -> Interaction {
    Interaction(id: position.id, user: user, movie: movie, kind: kind, rating: rating, createdAt: createdAt)
  }
}

/// Movies that were recommended together, read from two text columns of numbers separated by spaces.
struct ListedMovies {
  /// Best first.
  let all: [MovieID]
  /// The places, ascending, of movies whose interactions have not been deleted. Deleted ones leave gaps, so that the
  /// ids of the others do not change.
  let left: [Int]

  init(_ movies: String, deletedPlaces: String?) {
    all = movies.split(separator: " ").compactMap { MovieID($0) }
    let deleted = Set((deletedPlaces ?? "").split(separator: " ").compactMap { Int($0) })
    left = all.indices.filter { !deleted.contains($0) }
  }
}
