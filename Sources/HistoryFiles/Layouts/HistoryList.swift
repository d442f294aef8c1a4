import Domain

/// The kind of a list: movies that the user has watched, wants to watch, or likes. Only a list's name tells, not its
/// columns.
package enum HistoryList: String, CaseIterable, Sendable {
  case watched, watchlist, likes

  var kind: HistoryAct.Kind {
    switch self {
    case .watched: .seen
    case .watchlist: .want
    case .likes: .like
    }
  }

  /// Recognises the names that Letterboxd and IMDb give: `watched.csv`, `watchlist.csv` (with the user's name and the
  /// date if it was exported alone) and `likes/films.csv`. Nil for any other name.
  init?(path: String) {
    let parts = path.lowercased().split(whereSeparator: { $0 == "/" || $0 == "\\" })
    guard let name = parts.last else { return nil }
    if name.hasPrefix("watchlist") {
      self = .watchlist
    } else if name.hasPrefix("watched") {
      self = .watched
    } else if name.hasPrefix("films"), parts.dropLast().last == "likes" {
      self = .likes
    } else {
      return nil
    }
  }

  /// Recognises the names that Trakt gives: `lists-watchlist.json` and `lists-favorites.json`, in older exports
  /// `lists/watchlist.json`. Long lists come in parts, such as `lists-watchlist-2.json`. Nil for any other name, such
  /// as `lists-list-7-watchlist.json`, which is one of the user's own lists.
  init?(traktPath path: String) {
    let name = path.lowercased().split(separator: "/").last?.split(separator: ".").first ?? ""
    let stem = name.hasPrefix("lists-") ? name.dropFirst("lists-".count) : name
    let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.dropFirst().allSatisfy({ Int($0) != nil }) else { return nil }
    switch parts.first {
    case "watchlist": self = .watchlist
    case "favorites": self = .likes
    default: return nil
    }
  }

  /// Whether the file holds data that the Letterboxd user has deleted, or that belonged to a deleted film.
  static func isDeleted(path: String) -> Bool {
    path.split(separator: "/").dropLast().contains { ["deleted", "orphaned"].contains($0.lowercased()) }
  }
}
