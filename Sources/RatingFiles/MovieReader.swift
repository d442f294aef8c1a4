import Domain

/// Reads films one by one, and puts right what is peculiar in the known data sets.
package struct MovieReader: ~Copyable {
  private var table: Table
  private let parse: (borrowing Table, MovieID) -> Row<Movie>
  private var seen: Set<MovieID> = []
  private var titles: Set<String> = []
  /// Films so far with the title and date of an earlier one: a data set may list a film twice, under two ids.
  package private(set) var repeatedTitles = 0

  /// - Parameter genreFile: the names of the flags of `u.item`.
  init(_ path: String, _ layout: Layout, genreFile: String?) throws(RatingFileError) {
    let table = try Table(path, layout.facts, order: [.movie, .title, .genres])
    for column in [Column.movie, .title] { _ = try table.place(of: column) }
    switch layout {
    case .atomic: parse = AtomicItem.movie
    case .dat, .csv: parse = TitleWithYear.movie
    case .u:
      let names = try GenreFlags.names(genreFile)
      parse = { GenreFlags.movie($0, $1, names) }
    }
    self.table = table
  }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> Row<Movie>? {
    switch try table.next() {
    case nil: return nil
    case .malformed(let reason): return .rejected(table.remark(reason))
    case .fields: break
    }
    let field = table.bytes(try table.place(of: .movie))
    guard let id = FieldValue.integer(field) else {
      return .rejected(table.remark("'\(FieldValue.text(field).prefix(40))' is no film id"))
    }
    guard seen.insert(id).inserted else { return .rejected(table.remark("film \(id) is there twice")) }
    let row = parse(table, id)
    switch row {
    case .accepted(let movie), .mended(let movie, _): count(movie)
    case .rejected: seen.remove(id)
    }
    return row
  }

  private mutating func count(_ movie: Movie) {
    guard movie.title != unknownTitle else { return }
    if !titles.insert("\(movie.title)\n\(movie.date?.iso ?? "")").inserted { repeatedTitles += 1 }
  }
}

/// What a film without a title is called, as GroupLens does.
let unknownTitle = "unknown"

/// Genres as a source lists them; empty for its ways to say that there are none.
func genres(_ text: String, separatedBy separator: Character) -> [String] {
  guard text != "(no genres listed)" else { return [] }
  return text.split(separator: separator).map(String.init).filter { $0 != "unknown" }
}
