import Domain

/// What a list of movies from Letterboxd says. Its columns do not tell, only its name.
package enum LetterboxdList: String, CaseIterable, Sendable {
  case watched, watchlist, likes

  var kind: HistoryAct.Kind {
    switch self {
    case .watched: .seen
    case .watchlist: .want
    case .likes: .like
    }
  }

  /// By the names that Letterboxd gives: `watched.csv`, `watchlist.csv` (with the user's name and the date if it was
  /// exported alone) and `likes/films.csv`. Nil for any other.
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

  /// Whether the file holds what the user has deleted, or what belonged to a deleted film.
  static func isDeleted(path: String) -> Bool {
    path.split(separator: "/").dropLast().contains { ["deleted", "orphaned"].contains($0.lowercased()) }
  }
}

/// The rows of Letterboxd's files. A rating may be blank.
enum LetterboxdRow {
  /// `Date,Name,Year,Letterboxd URI,Rating`
  static func rating(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    guard let rating = try table.stars("rating") else { throw RowFault(reason: .noRating) }
    return movie(table, [HistoryAct(.rate(rating), at: try table.time("date"))])
  }

  /// `Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date`, and in reviews `Review`. The date is that of the
  /// entry. An entry without a day on which the movie was watched, or with one before 1970, still says that it was.
  static func diary(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    let date = try table.time("date")
    let watched = table.timeIfAny("watcheddate")
    var acts = [watched.map { HistoryAct(.watch, at: $0) } ?? HistoryAct(.seen, at: date)]
    if let rating = try table.stars("rating") { acts.append(HistoryAct(.rate(rating), at: date)) }
    return movie(table, acts)
  }

  /// `Date,Name,Year,Letterboxd URI`
  static func listed(_ table: borrowing HistoryTable, _ list: LetterboxdList) throws(RowFault) -> NamedMovie {
    movie(table, [HistoryAct(list.kind, at: try table.time("date"))])
  }

  /// `LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review`, of which only
  /// the title is required.
  static func imported(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    let watched = try table.time("watcheddate")
    var acts = [HistoryAct(watched == nil ? .seen : .watch, at: watched)]
    let rating = try table.isBlank("rating") ? table.outOfTen("rating10") : table.stars("rating")
    if let rating { acts.append(HistoryAct(.rate(rating), at: watched)) }
    return NamedMovie(
      titles: [table.text("title")], year: table.year("year"),
      ids: ExternalIDs(imdb: table.imdbID("imdbid"), tmdb: table.number("tmdbid")), acts: acts)
  }

  private static func movie(_ table: borrowing HistoryTable, _ acts: [HistoryAct]) -> NamedMovie {
    NamedMovie(titles: [table.text("name")], year: table.year("year"), acts: acts)
  }
}
