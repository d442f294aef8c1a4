import Domain

/// Reads films one by one, and puts right what is peculiar in the known data sets.
package struct MovieReader: ~Copyable {
  private var table: Table
  private let idPlace: Int
  private let parse: (borrowing Table, MovieID) -> Row<Movie>
  private var seen: Set<MovieID> = []
  private var titles: Set<String> = []
  /// Films so far with the title and date of an earlier one: a data set may list a film twice, under two ids.
  package private(set) var repeatedTitles = 0
  /// Whether the file says anything of genres, and of dates: what it has no column for it does not take from a film.
  package let hasGenres: Bool
  package let hasDates: Bool

  /// - Parameter genreFile: the names of the flags of `u.item`.
  init(_ path: String, _ layout: Layout, genreFile: String?) throws(RatingFileError) {
    let names = layout == .u ? try GenreFlags.names(genreFile) : []
    let table = try Table(path, layout.movies(genres: names.count))
    let idPlace = try table.requiredPlace(of: .movie)
    _ = try table.requiredPlace(of: .title)
    for column in [Column.year, .genres] { _ = try table.place(of: column) }
    hasGenres = layout == .u ? !names.isEmpty : table.has(.genres)
    // Beside a column, a year may stand in the title.
    hasDates = layout != .atomic || table.has(.year)
    parse =
      switch layout {
      case .atomic: AtomicItem.movie
      case .dat, .csv: TitleWithYear.movie
      case .u: { GenreFlags.movie($0, $1, names) }
      }
    self.table = table
    self.idPlace = idPlace
  }

  package var path: String { table.path }
  /// Of the row that was read last.
  package var line: Int { table.line }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> Row<Movie>? {
    switch try table.next() {
    case nil: return nil
    case .malformed(let reason): return .rejected(table.remark(reason))
    case .fields: break
    }
    guard let id = FieldValue.integer(table.bytes(idPlace)) else {
      return .rejected(table.remark(no: "film id", idPlace))
    }
    guard !seen.contains(id) else { return .rejected(table.remark("there twice", "film \(id)")) }
    let row = parse(table, id)
    switch row {
    case .accepted(let movie), .mended(let movie, _):
      if let fault = movie.textFault { return .rejected(table.remark(fault)) }
      seen.insert(id)
      count(movie)
    case .rejected: break
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
  distinct(text.split(separator: separator).map { String(FieldValue.withoutSpaces($0)) })
}

/// Each genre once, in the order of the source.
func distinct(_ genres: [String]) -> [String] {
  var seen: Set = ["", unknownTitle, "(no genres listed)"]
  return genres.filter { seen.insert($0).inserted }
}

extension Movie {
  /// What nobody could see in a list of films, or what would reorder it: the rule for names of users, too, but for what
  /// shapes the characters beside it.
  fileprivate var textFault: String? {
    if let scalar = title.firstInvisible { return "the title has the invisible character \(scalar.codePoint)" }
    return genres.lazy.compactMap(\.firstInvisible).first.map { "a genre has the invisible character \($0.codePoint)" }
  }
}

extension String {
  fileprivate var firstInvisible: Unicode.Scalar? {
    let scalars = Array(unicodeScalars)
    return scalars.indices.first { !scalars[$0].isVisible && !Self.isShaping($0, of: scalars) }.map { scalars[$0] }
  }

  /// Joiners between characters beyond ASCII, which emoji, Persian and Indic scripts are written with, and the
  /// selectors of an emoji's form (UTS #51).
  private static func isShaping(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
    guard index > 0 else { return false }
    let before = scalars[index - 1]
    return switch scalars[index] {
    case "\u{200C}", "\u{200D}":
      index + 1 < scalars.count && scalars[index + 1].isVisible
        && ![before, scalars[index + 1]].contains(where: \.isASCII)
        && (before.isVisible || before == "\u{FE0F}")
    case "\u{FE0E}", "\u{FE0F}": before.properties.isEmoji
    default: false
    }
  }
}
