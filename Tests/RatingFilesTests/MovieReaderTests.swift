import Domain
import Testing

@testable import RatingFiles

struct MovieReaderTests {
  private let folder = RatingFolder()

  @Test func `an atomic file has title, year and genres in separate columns`() throws {
    let rows = try atomic("1\tCoast, The\t1994\tDrama\n2\tFilms for Robots\t1995\tAnimation Children's Sci-Fi\n")
    #expect(
      rows == [
        .accepted(movie(1, "Coast, The", ["Drama"], "1994-01-01")),
        .accepted(movie(2, "Films for Robots", ["Animation", "Children's", "Sci-Fi"], "1995-01-01")),
      ])
  }

  @Test func `a movie without a title is called unknown, with a remark`() throws {
    let rows = try atomic("267\tunkonwn\tunkonwn\tunknown\n268\t\t1990\tDrama\n")
    #expect(rows.map(\.value) == [movie(267, "unknown", [], nil), movie(268, "unknown", ["Drama"], "1990-01-01")])
    #expect(rows.map(\.reason) == [267, 268].map { "movie \($0) has no title; it is stored as 'unknown'" })
  }

  @Test func `a year that was left in the title is recovered, with a remark`() throws {
    let rows = try atomic("1412\tRobots III: The Return (1995)\tV\tAnimation Children's\n")
    #expect(rows.map(\.value) == [movie(1_412, "Robots III: The Return", ["Animation", "Children's"], "1995-01-01")])
    #expect(rows.map(\.reason) == ["movie 1412 has the year 'V'; 1995 in its title is used"])
  }

  @Test func `an invalid year leaves the movie without a date, with a remark`() throws {
    let rows = try atomic("5\tLost\tsoon\tDrama\n6\tFound\t\tDrama\n")
    #expect(rows.map(\.value) == [movie(5, "Lost", ["Drama"], nil), movie(6, "Found", ["Drama"], nil)])
    #expect(rows.map(\.reason) == ["movie 5 has no date: 'soon' is not a year", nil])
  }

  @Test func `the file u.item has Latin-1 titles, full dates, and flags named by u.genre`() throws {
    folder.write("u.data", "1\t1\t3\t4\n")
    folder.write("u.genre", "unknown|0\nDrama|1\nSci-Fi|2\n\n")
    folder.write(
      latin1: "1|Misérable, La (1995)|01-Jan-1995||http://example|0|1|1\n2|unknown||||1|0|0\n"
        + "3|Good Day (1971)|4-Feb-1971||http://example|1|0|0\n4|Short (1990)|01-Jan-1990|||0|1\n",
      to: "u.item")
    let rows = try movies(DataSource.open(folder.path))
    #expect(
      rows.map(\.value) == [
        movie(1, "Misérable, La (1995)", ["Drama", "Sci-Fi"], "1995-01-01"), movie(2, "unknown", [], nil),
        movie(3, "Good Day (1971)", [], "1971-02-04"), nil,
      ])
    #expect(rows.map(\.reason) == [nil, "movie 2 has no title; it is stored as 'unknown'", nil, "7 fields, not 8"])
  }

  @Test func `the file u.item has the standard genres if u.genre is missing`() throws {
    folder.write("u.data", "1\t1\t3\t4\n")
    let flags = (0..<19).map { $0 == 1 || $0 == 18 ? "1" : "0" }.joined(separator: "|")
    folder.write("u.item", "1|Riders (1960)|01-Jan-1960||http://example|\(flags)\n")
    #expect(
      try movies(DataSource.open(folder.path)).map(\.value)
        == [movie(1, "Riders (1960)", ["Action", "Western"], "1960-01-01")])
  }

  @Test(arguments: [true, false])
  func `dat files of movies are read in Latin-1 and in UTF-8`(isLatin1: Bool) throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    let text = "1::Café: The Return (1999)::Comedy|Children's\n"
    if isLatin1 { folder.write(latin1: text, to: "movies.dat") } else { folder.write("movies.dat", text) }
    #expect(
      try movies(DataSource.open(folder.path))
        == [.accepted(movie(1, "Café: The Return (1999)", ["Comedy", "Children's"], "1999-01-01"))])
  }

  @Test func `CSV files may have quotes, commas in titles, and movies without genres or year`() throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n")
    folder.write(
      "movies.csv",
      "\u{FEFF}movieId,title,genres\r\n1,\"Coast, The (1994)\",Drama|Romance\r\n2,\"A \"\"Quoted\"\" Film (2001) \","
        + "(no genres listed)\r\n3,Undated,IMAX\r\n4,\"broken\" title,Drama\r\n5,\"two\nlines (1980)\",Drama\r\n6,Last,"
    )
    let rows = try movies(DataSource.open(folder.path))
    #expect(
      rows.map(\.value) == [
        movie(1, "Coast, The (1994)", ["Drama", "Romance"], "1994-01-01"),
        movie(2, "A \"Quoted\" Film (2001)", [], "2001-01-01"), movie(3, "Undated", ["IMAX"], nil), nil, nil,
        movie(6, "Last", [], nil),
      ])
    #expect(
      rows.compactMap(\.reason) == ["text after a quoted field", "the title has the invisible character U+000A"])
  }

  @Test func `a movie with too many or too few fields is rejected`() throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n")
    folder.write(
      "movies.csv",
      "movieId,title,genres\n1,Alpha, The (1995),Drama|Comedy\n2,Good, the Bad and the Ugly, The (1966),Western\n3,Only id\n"
        + "4\n5,Fine (1999),Drama\n")
    #expect(
      try csvMovies().map(\.reason) == [
        "4 fields, not 3", "5 fields, not 3", "2 fields, not 3", "1 fields, not 3", nil,
      ])
    let dat = RatingFolder()
    dat.write("ratings.dat", "1::1::3::4\n")
    dat.write("movies.dat", "1::Mission:: Impossible (1996)::Action\n2::Fine: The Return (1999)::Drama\n3::Half\n")
    #expect(try movies(DataSource.open(dat.path)).map(\.reason) == ["4 fields, not 3", nil, "2 fields, not 3"])
    #expect(
      try atomic("1\tA\t1990\n2\tB\t1990\tDrama\tx\n3\tC\t1990\t\n").map(\.reason) == [
        "3 fields, not 4", "5 fields, not 4", nil,
      ])
  }

  @Test(arguments: [
    ("Drama | Comedy", ["Drama", "Comedy"]), (" Action|Drama ", ["Action", "Drama"]), ("Drama|Drama", ["Drama"]),
    ("Drama||War|", ["Drama", "War"]), ("|", []), (" | ", []), ("War|Drama | War", ["War", "Drama"]),
    ("\u{A0}Drama\u{A0}|War", ["Drama", "War"]), ("(no genres listed)", []), (" (no genres listed) ", []),
    ("cafe\u{301}|caf\u{E9}", ["caf\u{E9}"]), ("Sci  Fi", ["Sci  Fi"]),
  ])
  func `spaces around genres and repeated genres are removed`(text: String, genres: [String]) throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n")
    folder.write("movies.csv", "movieId,title,genres\n1,Heat,\(text)\n")
    #expect(try csvMovies() == [.accepted(movie(1, "Heat", genres, nil))])
  }

  @Test(arguments: [
    ("\u{200B}", "U+200B"), ("Gamma\u{202E} (1997)", "U+202E"), ("\"Alpha\nThe (1995)\"", "U+000A"),
    ("\"Alpha\r\nThe\"", "U+000D"), ("Be\tta", "U+0009"), ("Al\u{0}pha", "U+0000"), ("Be\u{1B}ta", "U+001B"),
    ("A\u{FEFF}", "U+FEFF"), ("A\u{AD}b", "U+00AD"), ("A\u{2028}b", "U+2028"), ("A\u{2066}b", "U+2066"),
    ("A\u{85}b", "U+0085"),
    ("A\u{2800}", "U+2800"), ("A\u{E000}", "U+E000"), ("A\u{200D}b", "U+200D"), ("A\u{E0041}", "U+E0041"),
    ("é\u{200D}", "U+200D"), ("é\u{200D}\u{200D}é", "U+200D"), ("é\u{FE0F}", "U+FE0F"),
  ])
  func `a title or genre with an invisible character is rejected, and the character named`(
    text: String, character: String
  ) throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n")
    folder.write("movies.csv", "movieId,title,genres\n1,\(text),Drama\n1,Heat,\(text)\n1,Heat,Drama\n")
    let what = "has the invisible character \(character)"
    #expect(try csvMovies().map(\.reason) == ["the title \(what)", "a genre \(what)", nil])
  }

  @Test(arguments: ["👩\u{200D}👩\u{200D}👧", "❤\u{FE0F}\u{200D}🔥", "1\u{FE0F}\u{20E3}", "می\u{200C}خواهم"])
  func `joiners and variation selectors that shape neighbouring characters stay in a title`(title: String) throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n")
    folder.write("movies.csv", "movieId,title,genres\n1,\(title),Drama\n")
    #expect(try csvMovies() == [.accepted(movie(1, title, ["Drama"], nil))])
  }

  @Test(
    arguments: [
      ("Heat\u{A0}(1995)", "Heat (1995)", 1995), ("Heat (1995)\u{A0}", "Heat (1995)", 1995),
      ("\u{3000}Heat\u{2003}(1995) ", "Heat (1995)", 1995), ("Cafe\u{301} (1995)", "Caf\u{E9} (1995)", 1995),
      ("Note (2006–2007)", "Note (2006–2007)", 2006), ("Moran (1984))", "Moran (1984))", 1984),
      ("Truth (1957) (Your Past)", "Truth (1957) (Your Past)", 1957),
      ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey (1968)", 1968), ("Runner 2049", "Runner 2049", nil),
    ] as [(String, String, Int?)])
  func `spaces of every kind become plain ones, and the year is found`(text: String, title: String, year: Int?) throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n")
    folder.write("movies.csv", "movieId,title,genres\n1,\(text),Drama\n")
    let row = try csvMovies().first
    #expect(row?.value == movie(1, title, ["Drama"], year.map { "\($0)-01-01" }))
    #expect(row?.value.map { Array($0.title.unicodeScalars) } == Array(title.unicodeScalars))
  }

  @Test func `titles that are not UTF-8 are read as Windows-1252`() throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    folder.write(
      "movies.dat", Array("1::".utf8) + [0x93, 0x48, 0x69, 0x94, 0x20, 0xE9] + Array(" (1990)::Drama\n".utf8))
    #expect(
      try movies(DataSource.open(folder.path)) == [.accepted(movie(1, "“Hi” é (1990)", ["Drama"], "1990-01-01"))])
  }

  /// `Брат` and `Дом 2` in Windows-1251 and KOI8-R, `无间道` in GBK, `Ταξίδι` in Windows-1253.
  @Test(arguments: [
    [0xC1, 0xF0, 0xE0, 0xF2], [0xC4, 0xEE, 0xEC, 0x20, 0x32], [0xE2, 0xD2, 0xC1, 0xD4],
    [0xCE, 0xDE, 0xBC, 0xE4, 0xB5, 0xC0], [0xD4, 0xE1, 0xEE, 0xDF, 0xE4, 0xE9],
  ])
  func `a title in another encoding than UTF-8 and Windows-1252 is rejected`(title: [UInt8]) throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    folder.write("movies.dat", Array("1::".utf8) + title + Array(" (1990)::Drama\n2::B::Drama\n".utf8))
    let rows = try movies(DataSource.open(folder.path))
    #expect(rows[0].reason?.contains("neither UTF-8 nor Windows-1252") == true && rows[1].value?.id == 2)
  }

  /// `Été à Évreux`, `öö`, `jää-äär`, `Ò×É`, and `Ça` in Windows-1252, and `Брат` in UTF-8.
  @Test(arguments: [
    [0xC9, 0x74, 0xE9, 0x20, 0xE0, 0x20, 0xC9, 0x76, 0x72], [0xF6, 0xF6], [0x6A, 0xE4, 0xE4, 0x2D, 0xE4, 0xE4, 0x72],
    [0xD2, 0x20, 0xD7, 0x20, 0xC9], [0xC7, 0x61], Array("Брат".utf8),
  ])
  func `a title with accents, or in UTF-8, is accepted`(title: [UInt8]) throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    folder.write("movies.dat", Array("1::".utf8) + title + Array(" (1990)::Drama\n".utf8))
    #expect(try movies(DataSource.open(folder.path)).map(\.reason) == [nil])
  }

  @Test func `a year with a decimal point, as pandas writes it, is read`() throws {
    #expect(try atomic("1\tA\t1990.0\tDrama\n") == [.accepted(movie(1, "A", ["Drama"], "1990-01-01"))])
  }

  @Test func `a repeated movie is taken once`() throws {
    let rows = try atomic("1\tA\t1990\tDrama\n1\tB\t1991\tDrama\nx\tC\t1992\tDrama\n")
    #expect(rows.map(\.reason) == [nil, "movie 1 is listed twice", "'x' is not a movie id"])
  }

  @Test func `movies with the title and date of another movie are counted`() throws {
    let path = write("1\tA\t1990\tDrama\n2\tA\t1990\tDrama\n3\tA\t1995\tDrama\n4\tA\t1990\tWar\n5\t\t\t\n6\t\t\t\n")
    guard var reader = try DataSource.open(path).readMovies() else { throw RatingFileError.empty(file: path) }
    while try reader.next() != nil {}
    #expect(reader.repeatedTitles == 2)
  }

  private func csvMovies() throws -> [ParsedRow<Movie>] { try movies(DataSource.open(folder.path)) }

  private func write(_ rows: String) -> String {
    folder.write("a.item", "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n" + rows)
    return folder.write("a.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n")
  }

  private func atomic(_ rows: String) throws -> [ParsedRow<Movie>] { try movies(DataSource.open(write(rows))) }
}
