import Domain

/// The layouts of files, recognised by their headers.
enum HistoryLayout: Sendable {
  case letterboxdRatings, letterboxdDiary, letterboxdReviews
  /// Watched movies, a watchlist or likes: all three have the same columns.
  case letterboxdList
  /// What Letterboxd imports, and what this site exports.
  case letterboxdImport
  case imdb, movielens, tmdb, netflix, trakt

  var source: HistorySource {
    switch self {
    case .letterboxdRatings, .letterboxdDiary, .letterboxdReviews, .letterboxdList, .letterboxdImport: .letterboxd
    case .imdb: .imdb
    case .movielens: .movielens
    case .tmdb: .tmdb
    case .netflix: .netflix
    case .trakt: .trakt
    }
  }

  /// Of ratings on the same day, that of the file read last counts: Letterboxd's list of ratings has the current ones.
  var precedence: Int { self == .letterboxdRatings ? 1 : 0 }

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
    if has("const", "title"), has("yourrating") || has("yourated") { return .imdb }
    if has("movieid", "imdbid", "tmdbid", "title") { return .movielens }
    if has("tmdbid", "name", "type") { return .tmdb }
    return columns == ["title", "date"] ? .netflix : nil
  }

  /// - Parameter list: required for `letterboxdList`.
  func read(_ bytes: [UInt8], _ list: LetterboxdList?, into intake: inout RowIntake) throws(HistoryFileError) {
    if self == .trakt { return try TraktList.read(bytes, into: &intake) }
    var table = try HistoryTable(bytes)
    switch self {
    case .letterboxdRatings: try table.forEachRow(into: &intake, title: "name", LetterboxdRow.rating)
    case .letterboxdDiary, .letterboxdReviews: try table.forEachRow(into: &intake, title: "name", LetterboxdRow.diary)
    case .letterboxdList:
      guard let list else { throw .unnamedList }
      try table.forEachRow(into: &intake, title: "name") { (table) throws(RowFault) in
        try LetterboxdRow.listed(table, list)
      }
    case .letterboxdImport: try table.forEachRow(into: &intake, title: "title", LetterboxdRow.imported)
    case .imdb: try table.forEachRow(into: &intake, title: "title", OtherRow.imdb)
    case .movielens: try table.forEachRow(into: &intake, title: "title", OtherRow.movieLens)
    case .tmdb: try table.forEachRow(into: &intake, title: "name", OtherRow.tmdb)
    case .netflix:
      let order = try NetflixRow.DateOrder(of: bytes)
      try table.forEachRow(into: &intake, title: "title") { (table) throws(RowFault) in
        try NetflixRow.viewing(table, order)
      }
    case .trakt: break
    }
  }
}
