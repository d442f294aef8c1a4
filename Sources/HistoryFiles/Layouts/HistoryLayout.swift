import Domain

/// The layouts of files, recognised by their headers.
enum HistoryLayout: Sendable {
  case letterboxdRatings, letterboxdDiary, letterboxdReviews
  /// Watched movies, a watchlist or likes: all three have the same columns.
  case letterboxdList
  /// The layout that Letterboxd imports and this site exports.
  case letterboxdImport
  case imdb
  /// A watchlist or a list of the user's own.
  case imdbList
  case movielens, tmdb, netflix
  /// Ratings, a history or a list.
  case trakt

  var source: HistorySource {
    switch self {
    case .letterboxdRatings, .letterboxdDiary, .letterboxdReviews, .letterboxdList, .letterboxdImport: .letterboxd
    case .imdb, .imdbList: .imdb
    case .movielens: .movielens
    case .tmdb: .tmdb
    case .netflix: .netflix
    case .trakt: .trakt
    }
  }

  /// Files with a higher precedence are read later. Of several ratings on one day the last one read counts, and
  /// Letterboxd's list of ratings has the current ones.
  var precedence: Int { self == .letterboxdRatings ? 1 : 0 }

  /// The kind of a list with this name; nil if the name does not say, or if the layout is not that of a list.
  func list(named path: String) -> HistoryList? {
    switch self {
    case .letterboxdList, .imdbList: HistoryList(path: path)
    case .trakt: HistoryList(traktPath: path)
    default: nil
    }
  }

  /// - Parameter beginning: the first bytes of a file, up to all of them.
  /// - Returns: nil if it is none of these. Throws `notPlainText`.
  static func recognise(_ beginning: ArraySlice<UInt8>) throws(HistoryFileError) -> HistoryLayout? {
    if TraktList.isJSON(beginning) { return .trakt }
    let table = try HistoryTable(Array(beginning.prefix(4_096)))
    let columns = table.columns
    func has(_ names: String...) -> Bool { columns.isSuperset(of: names) }
    if has("letterboxduri", "name", "year", "date") {
      if has("review", "rating") { return .letterboxdReviews }
      if has("watcheddate", "rating") { return .letterboxdDiary }
      return has("rating") ? .letterboxdRatings : .letterboxdList
    }
    if has("title", "watcheddate"), has("rating") || has("rating10") { return .letterboxdImport }
    if has("const", "title", "yourated") { return .imdb }
    if has("const", "title", "created") { return .imdbList }
    if has("const", "title", "yourrating") { return .imdb }
    if has("movieid", "imdbid", "tmdbid", "title") { return .movielens }
    if has("tmdbid", "name", "type") { return .tmdb }
    return columns == ["title", "date"] ? .netflix : nil
  }

  /// - Parameter list: the kind of list, if its name or the sender says so.
  /// - Returns: the kind of list that the file was read as; nil if it is not a list. Throws `unnamedList`.
  func read(
    _ bytes: [UInt8], _ list: HistoryList?, into intake: inout RowIntake
  ) throws(HistoryFileError) -> HistoryList? {
    if self == .trakt { return try TraktList.read(bytes, list, into: &intake) }
    var table = try HistoryTable(bytes, dates: DateForm.ofTable(bytes))
    switch self {
    case .letterboxdRatings: try table.forEachRow(into: &intake, title: "name", LetterboxdRow.rating)
    case .letterboxdDiary, .letterboxdReviews: try table.forEachRow(into: &intake, title: "name", LetterboxdRow.diary)
    case .letterboxdList:
      guard let list else { throw .unnamedList }
      try table.forEachRow(into: &intake, title: "name") { (table) throws(RowFault) in
        try LetterboxdRow.listed(table, list)
      }
      return list
    case .letterboxdImport: try table.forEachRow(into: &intake, title: "title", LetterboxdRow.imported)
    case .imdb: try table.forEachRow(into: &intake, title: "title", OtherRow.imdb)
    case .imdbList:
      guard let list else { throw .unnamedList }
      try table.forEachRow(into: &intake, title: "title") { (table) throws(RowFault) in
        try OtherRow.imdbListed(table, list)
      }
      return list
    case .movielens: try table.forEachRow(into: &intake, title: "title", OtherRow.movieLens)
    case .tmdb: try table.forEachRow(into: &intake, title: "name", OtherRow.tmdb)
    case .netflix: try table.forEachRow(into: &intake, title: "title", NetflixRow.viewing)
    case .trakt: break
    }
    return nil
  }
}
