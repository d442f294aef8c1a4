import Domain
import ModelFile

/// The catalogue as a file: the films are the items, the version is the fingerprint, and each film has a place in
///
///     NAME          TYPE           DESCRIPTION
///     titles        texts          as the source has them (see `KeptTexts`)
///     dates         Int32          year × 10,000 + month × 100 + day; 0 for none
///     genres        texts          every genre once
///     film_genres   Int32          positions in `genres`, of all films one after the other
///     film_genres.ends  Int64      where those of each film end
///     hidden        UInt8          1 for a film that nobody is shown, or else 0
extension Catalogue {
  static let fileName = "catalogue"

  /// Nil for one that has not been read.
  var fileContents: ModelFileContents? {
    guard let version else { return nil }
    let films = hidden.isEmpty ? movies : (movies + hidden).sorted { $0.id < $1.id }
    let names = Set(films.flatMap(\.genres)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    var filmGenres: [Int32] = []
    var ends: [Int64] = []
    for movie in films {
      filmGenres += movie.genres.compactMap { positions[$0] }
      ends.append(Int64(filmGenres.count))
    }
    let dates = films.map { movie in movie.date.map { Int32($0.year * 10_000 + $0.month * 100 + $0.day) } ?? 0 }
    return ModelFileContents(
      model: Self.fileName, trainedAt: 0, fingerprint: UInt64(bitPattern: version), hyperparameters: [], figures: [],
      items: films.map(\.id),
      sections: KeptTexts.sections("titles", films.map(\.title)) + [SectionContents("dates", .int32(dates))]
        + KeptTexts.sections("genres", names) + [
          SectionContents("film_genres", .int32(filmGenres)), SectionContents("film_genres.ends", .int64(ends)),
          SectionContents("hidden", .uint8(films.map { contains($0.id) ? 0 : 1 })),
        ])
  }

  convenience init(_ file: ModelFile) throws {
    let titles = try KeptTexts.read("titles", of: file)
    let dates = try file.section("dates", of: Int32.self)
    let genres = try KeptTexts.read("genres", of: file)
    let filmGenres = try file.section("film_genres", of: Int32.self)
    let ranges = try KeptRanges.read("film_genres.ends", of: file, within: filmGenres.count)
    let flags = try file.section("hidden", of: UInt8.self)
    guard file.model == Self.fileName,
      [titles.count, dates.count, ranges.count, flags.count].allSatisfy({ $0 == file.items.count })
    else { throw KeptFileFault(description: "the sections are no catalogue") }
    let movies = try (0..<file.items.count).map { position in
      Movie(
        id: file.items[position], title: titles[position],
        genres: try ranges[position].map { index in
          guard let genre = Int(exactly: filmGenres[index]), genres.indices.contains(genre) else {
            throw KeptFileFault(description: "section 'film_genres' names a genre that there is not")
          }
          return genres[genre]
        },
        date: CalendarDate(
          year: Int(dates[position]) / 10_000, month: Int(dates[position]) / 100 % 100, day: Int(dates[position]) % 100)
      )
    }
    let hidden = Set(movies.indices.lazy.filter { flags[$0] != 0 }.map { movies[$0].id })
    self.init(movies: movies, hidden: hidden, version: Int64(bitPattern: file.fingerprint))
  }
}
