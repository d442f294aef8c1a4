import Domain
import Testing

@testable import RatingFiles

struct MovieReaderTests {
  private let folder = Folder()

  @Test func `an atomic file has title, year and genres in columns of their own`() throws {
    let rows = try atomic("1\tCoast, The\t1994\tDrama\n2\tFilms for Robots\t1995\tAnimation Children's Sci-Fi\n")
    #expect(
      rows == [
        .accepted(movie(1, "Coast, The", ["Drama"], "1994-01-01")),
        .accepted(movie(2, "Films for Robots", ["Animation", "Children's", "Sci-Fi"], "1995-01-01")),
      ])
  }

  @Test func `a film without a title is called unknown, and told`() throws {
    let rows = try atomic("267\tunkonwn\tunkonwn\tunknown\n268\t\t1990\tDrama\n")
    #expect(rows.map(\.value) == [movie(267, "unknown", [], nil), movie(268, "unknown", ["Drama"], "1990-01-01")])
    #expect(rows.map(\.reason) == [267, 268].map { "film \($0) has no title: it is called 'unknown'" })
  }

  @Test func `a year that was left in the title is recovered, and told`() throws {
    let rows = try atomic("1412\tRobots III: The Return (1995)\tV\tAnimation Children's\n")
    #expect(rows.map(\.value) == [movie(1_412, "Robots III: The Return", ["Animation", "Children's"], "1995-01-01")])
    #expect(rows.map(\.reason) == ["film 1412 has the year 'V': 1995 is in its title"])
  }

  @Test func `a year that is none leaves the film without a date, and is told`() throws {
    let rows = try atomic("5\tLost\tsoon\tDrama\n6\tFound\t\tDrama\n")
    #expect(
      rows == [
        .mended(movie(5, "Lost", ["Drama"], nil), remark(2, "film 5 has no date: 'soon' is no year")),
        .accepted(movie(6, "Found", ["Drama"], nil)),
      ])
  }

  @Test func `u item has Latin-1 titles, day and month, and flags named by u genre`() throws {
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
    #expect(rows.map(\.reason) == [nil, "film 2 has no title: it is called 'unknown'", nil, "7 fields, not 8"])
  }

  @Test func `u item has the standard genres where u genre is missing`() throws {
    folder.write("u.data", "1\t1\t3\t4\n")
    let flags = (0..<19).map { $0 == 1 || $0 == 18 ? "1" : "0" }.joined(separator: "|")
    folder.write("u.item", "1|Riders (1960)|01-Jan-1960||http://example|\(flags)\n")
    #expect(
      try movies(DataSource.open(folder.path)).map(\.value)
        == [movie(1, "Riders (1960)", ["Action", "Western"], "1960-01-01")])
  }

  @Test(arguments: [true, false])
  func `dat files are read in Latin-1 and in UTF-8`(isLatin1: Bool) throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    let text = "1::Café: The Return (1999)::Comedy|Children's\n"
    if isLatin1 { folder.write(latin1: text, to: "movies.dat") } else { folder.write("movies.dat", text) }
    #expect(
      try movies(DataSource.open(folder.path))
        == [.accepted(movie(1, "Café: The Return (1999)", ["Comedy", "Children's"], "1999-01-01"))])
  }

  @Test func `csv files have quotes, commas in titles, and films without genres or year`() throws {
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
        movie(2, "A \"Quoted\" Film (2001)", [], "2001-01-01"), movie(3, "Undated", ["IMAX"], nil), nil,
        movie(5, "two\nlines (1980)", ["Drama"], "1980-01-01"), movie(6, "Last", [], nil),
      ])
    #expect(rows.compactMap(\.reason) == ["text beside a quoted field"])
  }

  @Test func `a film that is there twice is taken once`() throws {
    let rows = try atomic("1\tA\t1990\tDrama\n1\tB\t1991\tDrama\nx\tC\t1992\tDrama\n")
    #expect(rows.map(\.reason) == [nil, "film 1 is there twice", "'x' is no film id"])
  }

  @Test func `films with the title and date of another one are counted`() throws {
    let path = write("1\tA\t1990\tDrama\n2\tA\t1990\tDrama\n3\tA\t1995\tDrama\n4\tA\t1990\tWar\n5\t\t\t\n6\t\t\t\n")
    guard var reader = try DataSource.open(path).readMovies() else { throw RatingFileError.noRatings(folder: path) }
    while try reader.next() != nil {}
    #expect(reader.repeatedTitles == 2)
  }

  private func write(_ rows: String) -> String {
    folder.write("a.item", "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n" + rows)
    return folder.write("a.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n")
  }

  private func atomic(_ rows: String) throws -> [Row<Movie>] { try movies(DataSource.open(write(rows))) }

  private func remark(_ line: Int, _ reason: String) -> Remark {
    Remark(file: folder.path + "/a.item", line: line, reason: reason)
  }
}
