import Domain

/// The rows of Letterboxd's files. A rating may be blank.
enum LetterboxdRow {
  /// `Date,Name,Year,Letterboxd URI,Rating`
  static func rating(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    guard let rating = try table.stars("rating") else { throw RowFault(reason: .noRating) }
    return try movie(table, [HistoryAct(.rate(rating), at: try table.time("date"))])
  }

  /// `Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date`; reviews also have `Review`. `Date` is when the
  /// entry was made. Even if `Watched Date` is missing or before 1970, the entry says that the movie was watched.
  static func diary(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    let date = try table.time("date")
    let watched = table.timeIfAny("watcheddate")
    var acts = [watched.map { HistoryAct(.watch, at: $0) } ?? HistoryAct(.seen, at: date)]
    if let rating = try table.stars("rating") { acts.append(HistoryAct(.rate(rating), at: date)) }
    return try movie(table, acts)
  }

  /// `Date,Name,Year,Letterboxd URI`
  static func listed(_ table: borrowing HistoryTable, _ list: HistoryList) throws(RowFault) -> NamedMovie {
    try movie(table, [HistoryAct(list.kind, at: try table.time("date"))])
  }

  /// `LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review`; only the title
  /// is required.
  static func imported(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    let watched = try table.time("watcheddate")
    var acts = [HistoryAct(watched == nil ? .seen : .watch, at: watched)]
    let rating = try table.isBlank("rating") ? table.outOfTen("rating10") : table.stars("rating")
    if let rating { acts.append(HistoryAct(.rate(rating), at: watched)) }
    return NamedMovie(
      titles: [try table.title("title")], year: table.year("year"),
      ids: ExternalIDs(imdb: table.imdbID("imdbid"), tmdb: table.number("tmdbid")), acts: acts)
  }

  private static func movie(
    _ table: borrowing HistoryTable, _ acts: [HistoryAct]
  ) throws(RowFault) -> NamedMovie {
    NamedMovie(titles: [try table.title("name")], year: table.year("year"), acts: acts)
  }
}
