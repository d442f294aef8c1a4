import Domain
import ModelFile

/// The catalogue as a file. The movies are its items, in their order, and the version is its fingerprint. Its sections:
///
///     NAME              TYPE    DESCRIPTION
///     titles            texts   one for each movie, as in the source (see `KeptTexts`)
///     dates             Int32   one for each movie: year × 10,000 + month × 100 + day; 0 if unknown
///     genres            texts   each genre once
///     film_genres       Int32   positions in `genres`, movie by movie
///     film_genres.ends  Int64   one for each movie: the end of its part of `film_genres`
///     hidden            UInt8   one for each movie: 1 if it is hidden, otherwise 0
///     imdb_ids          Int64   one for each movie: 0 if unknown
///     tmdb_ids          Int64   the same
///
/// Files of older versions lack the last two; then the ids are unknown.
extension Catalogue {
  static let fileName = "catalogue"

  /// Nil until a catalogue has been read.
  var fileContents: ModelFileContents? {
    guard let version else { return nil }
    let all = hidden.isEmpty ? movies : (movies + hidden).sorted { $0.id < $1.id }
    let names = Set(all.flatMap(\.genres)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    var movieGenres: [Int32] = []
    var ends: [Int64] = []
    for movie in all {
      movieGenres += movie.genres.compactMap { positions[$0] }
      ends.append(Int64(movieGenres.count))
    }
    let dates = all.map { movie in movie.date.map { Int32($0.year * 10_000 + $0.month * 100 + $0.day) } ?? 0 }
    return ModelFileContents(
      model: Self.fileName, trainedAt: 0, fingerprint: UInt64(bitPattern: version), hyperparameters: [], figures: [],
      items: all.map(\.id),
      sections: KeptTexts.sections("titles", all.map(\.title)) + [SectionContents("dates", .int32(dates))]
        + KeptTexts.sections("genres", names) + [
          SectionContents("film_genres", .int32(movieGenres)), SectionContents("film_genres.ends", .int64(ends)),
          SectionContents("hidden", .uint8(all.map { contains($0.id) ? 0 : 1 })),
          SectionContents("imdb_ids", .int64(all.map { Int64($0.externalIDs.imdb ?? 0) })),
          SectionContents("tmdb_ids", .int64(all.map { Int64($0.externalIDs.tmdb ?? 0) })),
        ])
  }

  convenience init(_ file: ModelFile) throws {
    let titles = try KeptTexts.read("titles", of: file)
    let dates = try file.section("dates", of: Int32.self)
    let genres = try KeptTexts.read("genres", of: file)
    let movieGenres = try file.section("film_genres", of: Int32.self)
    let ranges = try KeptRanges.read("film_genres.ends", of: file, within: movieGenres.count)
    let flags = try file.section("hidden", of: UInt8.self)
    let imdb = file.hasSection("imdb_ids") ? try file.section("imdb_ids", of: Int64.self) : nil
    let tmdb = file.hasSection("tmdb_ids") ? try file.section("tmdb_ids", of: Int64.self) : nil
    let counts = [titles.count, dates.count, ranges.count, flags.count, imdb?.count, tmdb?.count].compactMap(\.self)
    guard file.model == Self.fileName, counts.allSatisfy({ $0 == file.items.count })
    else { throw KeptFileFault(description: "the sections do not make up a catalogue") }
    let movies = try (0..<file.items.count).map { position in
      Movie(
        id: file.items[position], title: titles[position],
        genres: try ranges[position].map { index in
          guard let genre = Int(exactly: movieGenres[index]), genres.indices.contains(genre) else {
            throw KeptFileFault(description: "section 'film_genres' refers to an unknown genre")
          }
          return genres[genre]
        },
        date: CalendarDate(
          year: Int(dates[position]) / 10_000, month: Int(dates[position]) / 100 % 100,
          day: Int(dates[position]) % 100),
        externalIDs: ExternalIDs(imdb: imdb.map { Int($0[position]) }, tmdb: tmdb.map { Int($0[position]) })
      )
    }
    let hidden = Set(movies.indices.lazy.filter { flags[$0] != 0 }.map { movies[$0].id })
    self.init(movies: movies, hidden: hidden, version: Int64(bitPattern: file.fingerprint))
  }
}
