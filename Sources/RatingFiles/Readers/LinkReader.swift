import Domain

/// Reads the ids of movies in other catalogues, one movie at a time.
package struct LinkReader: ~Copyable {
  private var table: Table
  private let idPlace: Int
  private let imdbPlace: Int
  private let tmdbPlace: Int
  private var seen: Set<MovieID> = []

  init(_ path: String, _ layout: FileLayout) throws(RatingFileError) {
    let table = try Table(path, layout.ratings)
    let places = try [FileColumn.movie, .imdb, .tmdb].map { (column) throws(RatingFileError) in
      try table.requiredPlace(of: column)
    }
    self.table = table
    (idPlace, imdbPlace, tmdbPlace) = (places[0], places[1], places[2])
  }

  package var path: String { table.path }
  /// The line of the row that was read last.
  package var line: Int { table.line }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> ParsedRow<MovieLink>? {
    switch try table.next() {
    case nil: return nil
    case .malformed(let reason): return .rejected(table.remark(reason))
    case .fields: break
    }
    guard let id = FieldValue.integer(table.bytes(idPlace)) else {
      return .rejected(table.remark(no: "movie id", idPlace))
    }
    guard seen.insert(id).inserted else { return .rejected(table.remark("listed twice", "movie \(id)")) }
    let imdb = ExternalIDs.imdb(table.text(imdbPlace))
    let tmdb = FieldValue.integer(table.bytes(tmdbPlace)).flatMap { Int(exactly: $0) }
    let link = MovieLink(movie: id, ids: ExternalIDs(imdb: imdb, tmdb: tmdb))
    let faults = [
      fault("id of IMDb", imdbPlace, isValid: link.ids.imdb != nil),
      fault("id of TMDb", tmdbPlace, isValid: link.ids.tmdb != nil),
    ].compactMap(\.self)
    return faults.isEmpty ? .accepted(link) : .mended(link, table.remark(faults.joined(separator: "; ")))
  }

  /// Nil if the field is valid or blank.
  private func fault(_ what: String, _ place: Int, isValid: Bool) -> String? {
    let field = table.bytes(place)
    return isValid || FieldValue.trimmed(field).isEmpty ? nil : "\(Excerpt.quoted(field)) is not an \(what)"
  }
}

/// A movie, and its numbers in other catalogues.
package struct MovieLink: Equatable, Sendable {
  package let movie: MovieID
  package let ids: ExternalIDs

  package init(movie: MovieID, ids: ExternalIDs) {
    self.movie = movie
    self.ids = ids
  }
}
