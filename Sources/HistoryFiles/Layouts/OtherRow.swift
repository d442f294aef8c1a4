import Domain

/// Rows of files from IMDb, MovieLens and TMDb.
enum OtherRow {
  /// `Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,…,Year,…`, or in older files
  /// `position,const,created,…,Title,Title type,Directors,You rated,…,Year,…`.
  static func imdb(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    try expectMovie(table.text("titletype"))
    let (rated, date) = table.has("yourrating") ? ("yourrating", "daterated") : ("yourated", "created")
    guard let rating = try table.outOfTen(rated) else { throw RowFault(reason: .noRating) }
    return try imdb(table, [HistoryAct(.rate(rating), at: try table.time(date))])
  }

  /// `Position,Const,Created,Modified,Description,Title,…,Your Rating,Date Rated`; the last two may be missing or
  /// blank.
  static func imdbListed(_ table: borrowing HistoryTable, _ list: HistoryList) throws(RowFault) -> NamedMovie {
    try expectMovie(table.text("titletype"))
    var acts = [HistoryAct(list.kind, at: try table.time("created"))]
    if let rating = try table.outOfTen("yourrating") {
      acts.append(HistoryAct(.rate(rating), at: try table.time("daterated")))
    }
    return try imdb(table, acts)
  }

  private static func imdb(
    _ table: borrowing HistoryTable, _ acts: [HistoryAct]
  ) throws(RowFault) -> NamedMovie {
    NamedMovie(
      titles: [try table.title("title"), table.text("originaltitle")], year: table.year("year"),
      ids: ExternalIDs(imdb: table.imdbID("const"), tmdb: nil), acts: acts)
  }

  /// `movie_id,imdb_id,tmdb_id,rating,average_rating,title`; a wishlist has no `rating`. There are no dates, and the
  /// year is in the title. The site's own ids are ignored, because its older data sets have different ones.
  static func movieLens(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    let (title, year) = Title.splitYear(try table.title("title"))
    let act: HistoryAct.Kind
    if table.has("rating") {
      guard let rating = try table.stars("rating") else { throw RowFault(reason: .noRating) }
      act = .rate(rating)
    } else {
      act = .want
    }
    return NamedMovie(
      titles: [title], year: year,
      ids: ExternalIDs(imdb: table.imdbID("imdbid"), tmdb: table.number("tmdbid")), acts: [HistoryAct(act, at: nil)])
  }

  /// `TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated`
  static func tmdb(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    try expectMovie(table.text("type"))
    guard let rating = try table.outOfTen("yourrating") else { throw RowFault(reason: .noRating) }
    return NamedMovie(
      titles: [try table.title("name")], year: table.year("releasedate"),
      ids: ExternalIDs(imdb: table.imdbID("imdbid"), tmdb: table.number("tmdbid")),
      acts: [HistoryAct(.rate(rating), at: try table.time("daterated"))])
  }

  /// The spelling of kinds has changed over the years: `tvSeries`, `TV Mini Series`, `Feature Film`, `movie`.
  private static func expectMovie(_ type: String) throws(RowFault) {
    let type = type.lowercased().filter(\.isLetter)
    if ["series", "episode", "season"].contains(where: type.contains) || ["tv", "show"].contains(type) {
      throw RowFault(reason: type.contains("podcast") ? .otherKind : .series)
    }
    if ["game", "podcast", "music"].contains(where: type.contains) { throw RowFault(reason: .otherKind) }
  }
}
