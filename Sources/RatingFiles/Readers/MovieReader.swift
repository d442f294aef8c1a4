import Domain

/// Reads movies one by one, and corrects the peculiarities of known data sets.
package struct MovieReader: ~Copyable {
  private var table: Table
  private let idPlace: Int
  private let parse: (borrowing Table, MovieID) -> ParsedRow<Movie>
  private var seen: Set<MovieID> = []
  private var titles: Set<String> = []
  /// Movies so far with the same title and date as an earlier one. A data set may list a movie under two ids.
  package private(set) var repeatedTitles = 0
  /// Whether the file has genres and dates. If the file lacks them, an import keeps the stored values.
  package let hasGenres: Bool
  package let hasDates: Bool

  /// - Parameter genreFile: the file with the names of the flags in `u.item`.
  init(_ path: String, _ layout: FileLayout, genreFile: String?) throws(RatingFileError) {
    let names = layout == .u ? try GenreFlags.names(genreFile) : []
    let table = try Table(path, layout.movies(genres: names.count))
    let idPlace = try table.requiredPlace(of: .movie)
    _ = try table.requiredPlace(of: .title)
    for column in [FileColumn.year, .genres] { _ = try table.place(of: column) }
    hasGenres = layout == .u ? !names.isEmpty : table.has(.genres)
    // In the other layouts the title may contain a year.
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
  /// The line of the row that was read last.
  package var line: Int { table.line }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> ParsedRow<Movie>? {
    switch try table.next() {
    case nil: return nil
    case .malformed(let reason): return .rejected(table.remark(reason))
    case .fields: break
    }
    guard let id = FieldValue.integer(table.bytes(idPlace)) else {
      return .rejected(table.remark(no: "movie id", idPlace))
    }
    guard !ForeignLetters.areIn(table.bytes(.title)) else {
      return .rejected(
        table.remark(
          "the title is neither UTF-8 nor Windows-1252; convert the file first: iconv -f ENCODING -t UTF-8"))
    }
    guard !seen.contains(id) else { return .rejected(table.remark("listed twice", "movie \(id)")) }
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

/// The title of movies without one, as in GroupLens's data.
let unknownTitle = "unknown"

/// Splits a list of genres; empty if it contains only placeholders for "no genre".
func genres(_ text: String, separatedBy separator: Character) -> [String] {
  distinct(text.split(separator: separator).map { String(FieldValue.withoutSpaces($0)) })
}

/// `genres` without duplicates and placeholders, in the order of the source.
func distinct(_ genres: [String]) -> [String] {
  var seen: Set = ["", unknownTitle, "(no genres listed)"]
  return genres.filter { seen.insert($0).inserted }
}

extension Movie {
  /// Why the title or a genre is refused: characters that are invisible or reorder text. The same rule applies to
  /// usernames, except that characters that shape their neighbours are allowed here.
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

  /// Whether the scalar is a joiner between characters beyond ASCII, as used for emoji, Persian and Indic scripts, or a
  /// variation selector after an emoji (UTS #51).
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
