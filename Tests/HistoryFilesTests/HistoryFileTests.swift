import Domain
import HistoryFiles
import Testing

struct HistoryFileTests {
  private static let now = Timestamp(seconds: 1_795_428_930)

  private func read(
    _ text: String, name: String = "export", list: LetterboxdList? = nil
  ) throws(HistoryFileError) -> HistoryFile {
    try HistoryFile.read(Array(text.utf8)[...], name: name, list: list, at: Self.now)
  }

  private func day(_ iso: String) throws -> Timestamp { Timestamp(try #require(CalendarDate(iso: iso))) }

  private func rate(_ halfStars: Int, _ iso: String?) throws -> HistoryAct {
    HistoryAct(.rate(Rating(halfStars: halfStars)), at: try iso.map(day))
  }

  @Test func `ratings of Letterboxd keep half stars, dates and titles with commas and quotes`() throws {
    let file = try read(
      """
      Date,Name,Year,Letterboxd URI,Rating
      2021-03-14,"Good, the Bad and the ""Ugly"", The",1966,https://boxd.it/1,4.5
      2020-01-02,Alien³,1992,https://boxd.it/2,0.5
      """)
    #expect(file.source == .letterboxd && file.rows == 2 && file.rejected.isEmpty)
    #expect(
      file.entries == [
        HistoryEntry(
          row: 1, titles: ["Good, the Bad and the \"Ugly\", The"], year: 1966, acts: [try rate(9, "2021-03-14")]),
        HistoryEntry(row: 2, titles: ["Alien³"], year: 1992, acts: [try rate(1, "2020-01-02")]),
      ])
  }

  @Test func `an entry of a diary says when the movie was watched, and when it was rated`() throws {
    let file = try read(
      """
      Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
      2021-03-15,Heat,1995,https://boxd.it/1,4,,,2021-03-14
      2022-05-06,Heat,1995,https://boxd.it/2,,Yes,,2022-05-05
      2023-05-06,Ran,1985,https://boxd.it/3,3.5,,,
      """)
    #expect(
      file.entries == [
        HistoryEntry(
          row: 1, titles: ["Heat"], year: 1995,
          acts: [
            HistoryAct(.watch, at: try day("2021-03-14")), try rate(8, "2021-03-15"),
            HistoryAct(.watch, at: try day("2022-05-05")),
          ]),
        HistoryEntry(
          row: 3, titles: ["Ran"], year: 1985,
          acts: [HistoryAct(.seen, at: try day("2023-05-06")), try rate(7, "2023-05-06")]),
      ])
  }

  @Test func `a review of several lines is one row`() throws {
    let file = try read(
      "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
        + "2021-03-15,Heat,1995,https://boxd.it/1,4,,\"Long.\n\nAnd \"\"loud\"\".\",,2021-03-14\n")
    #expect(file.rows == 1 && file.entries.first?.acts.count == 2)
  }

  @Test func `a byte order mark and Windows line ends do not matter, and accents may be in Windows-1252`() throws {
    let text = "Date,Name,Year,Letterboxd URI,Rating\r\n2021-03-14,\"Am\u{E9}lie\r\n\",2001,u,4\r\n"
    let latin = text.unicodeScalars.map { UInt8($0.value) }
    for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), latin] {
      let file = try HistoryFile.read(bytes[...], name: "ratings.csv", at: Self.now)
      #expect(file.rejected == [] && file.entries.map(\.year) == [2001])
      #expect(file.entries[0].titles[0].hasPrefix("Am\u{E9}lie"))
    }
  }

  @Test(arguments: [
    ("watched.csv", HistoryAct.Kind.seen), ("watchlist.csv", .want), ("watchlist-mara-2026-01-02.csv", .want),
    ("likes/films.csv", .like), ("Export/Likes/Films.csv", .like),
  ])
  func `a list of Letterboxd is what its name says`(name: String, kind: HistoryAct.Kind) throws {
    let file = try read("Date,Name,Year,Letterboxd URI\n2021-03-15,Heat,1995,https://boxd.it/1\n", name: name)
    #expect(file.entries.first?.acts == [HistoryAct(kind, at: try day("2021-03-15"))])
  }

  @Test func `a list of Letterboxd with another name needs to be told what it is`() throws {
    let text = "Date,Name,Year,Letterboxd URI\n2021-03-15,Heat,1995,https://boxd.it/1\n"
    #expect(throws: HistoryFileError.unnamedList) { try read(text, name: "films.csv") }
    let file = try read(text, name: "films.csv", list: .likes)
    #expect(file.entries.first?.acts.first?.kind == .like)
  }

  @Test func `ratings of IMDb are halved, have an id, and series, games and podcasts are skipped`() throws {
    let file = try read(
      """
      Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors
      tt0113277,9,2019-02-03,Heat,Heat,https://www.imdb.com/title/tt0113277,Movie,8.3,170,1995,"Crime, Drama",1,1995-12-06,Michael Mann
      tt0245429,10,2019-02-04,Spirited Away,Sen to Chihiro no kamikakushi,u,Movie,8.6,124,2001,,1,2001-07-20,
      tt0098936,8,2019-02-05,Twin Peaks,Twin Peaks,u,TV Series,8.7,47,1990,,1,1990-04-08,
      tt0650576,8,2019-02-05,Pilot,Pilot,u,TV Episode,8.7,47,1990,,1,1990-04-08,
      tt1,8,2019-02-05,Chernobyl,Chernobyl,u,TV Mini Series,9,47,2019,,1,,
      tt2,8,2019-02-05,Portal,Portal,u,Video Game,9,,2007,,1,,
      tt3,8,2019-02-05,Serial,Serial,u,Podcast Series,9,,2014,,1,,
      tt4,7,2019-02-06,Duel,Duel,u,TV Movie,7.6,90,1971,,1,1971-11-13,
      """)
    #expect(file.source == .imdb && file.rows == 8)
    #expect(file.entries.map(\.ids.imdb) == [113_277, 245_429, 4])
    #expect(file.entries[1].titles == ["Spirited Away", "Sen to Chihiro no kamikakushi"])
    #expect(file.entries[0].acts == [try rate(9, "2019-02-03")])
    #expect(file.rejected.map(\.reason) == [.series, .series, .series, .otherKind, .otherKind])
    #expect(file.rejected[0] == RejectedRow(row: 3, title: "Twin Peaks", reason: .series))
  }

  @Test func `older ratings of IMDb have other columns and dates`() throws {
    let file = try read(
      """
      "position","const","created","modified","description","Title","Title type","Directors","You rated","IMDb Rating","Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"
      "1","tt0113277","Sat Mar 14 00:00:00 2015","","","Heat","Feature Film","Michael Mann","9","8.3","170","1995","crime","1","1995-12-06","http://www.imdb.com/title/tt0113277/"
      """)
    #expect(file.source == .imdb && file.rejected.isEmpty)
    #expect(file.entries.first?.acts == [try rate(9, "2015-03-14")])
    #expect(file.entries.first?.ids.imdb == 113_277)
  }

  @Test func `an export of MovieLens has ids and the year in the title, and a wishlist has no ratings`() throws {
    let file = try read(
      """
      movie_id,imdb_id,tmdb_id,rating,average_rating,title
      1,0114709,862,4.5,3.9,Toy Story (1995)
      2571,0133093,603,5.0,4.2,"Matrix, The (1999)"
      """)
    #expect(file.source == .movielens)
    #expect(
      file.entries == [
        HistoryEntry(
          row: 1, titles: ["Toy Story"], year: 1995, ids: ExternalIDs(imdb: 114_709, tmdb: 862),
          acts: [try rate(9, nil)]),
        HistoryEntry(
          row: 2, titles: ["Matrix, The"], year: 1999, ids: ExternalIDs(imdb: 133_093, tmdb: 603),
          acts: [try rate(10, nil)]),
      ])
    let wishlist = try read("movie_id,imdb_id,tmdb_id,average_rating,title\n1,0114709,862,3.9,Toy Story (1995)\n")
    #expect(wishlist.entries.first?.acts == [HistoryAct(.want, at: nil)])
  }

  @Test func `ratings of TMDb have both ids, and those of series are skipped`() throws {
    let file = try read(
      """
      TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated
      949,tt0113277,movie,Heat,1995-12-15,,,7.9,9,2021-02-03T04:05:06Z
      1396,tt0903747,tv,Breaking Bad,2008-01-20,,,8.9,10,2021-02-03T04:05:06Z
      """)
    #expect(file.source == .tmdb)
    #expect(file.entries.map(\.ids) == [ExternalIDs(imdb: 113_277, tmdb: 949)] && file.entries[0].year == 1995)
    #expect(file.entries[0].acts == [HistoryAct(.rate(Rating(halfStars: 9)), at: Timestamp(seconds: 1_612_325_106))])
    #expect(file.rejected == [RejectedRow(row: 2, title: "Breaking Bad", reason: .series)])
  }

  @Test func `lists of Trakt are ratings, a history or a watchlist`() throws {
    let movie =
      #""movie":{"title":"Heat","year":1995,"ids":{"trakt":1,"slug":"heat-1995","imdb":"tt0113277","tmdb":949}}"#
    let file = try read(
      #"""
      [{"rated_at":"2021-02-03T04:05:06.000Z","rating":9,"type":"movie",\#(movie)},
       {"watched_at":"2021-02-02T04:05:06.000Z","action":"watch","type":"movie",\#(movie)},
       {"listed_at":"2021-02-01T04:05:06.000Z","rank":1,"type":"movie",\#(movie)},
       {"rated_at":"2021-02-03T04:05:06.000Z","rating":9,"type":"show","show":{"title":"Twin Peaks","year":1990}},
       {"rated_at":"2021-02-03T04:05:06.000Z","rating":11,"type":"movie",\#(movie)}]
      """#)
    #expect(file.source == .trakt && file.rows == 5)
    #expect(file.entries.count == 1 && file.entries[0].ids == ExternalIDs(imdb: 113_277, tmdb: 949))
    #expect(file.entries[0].acts.map(\.kind) == [.rate(Rating(halfStars: 9)), .watch, .want])
    #expect(file.entries[0].acts[0].at == Timestamp(seconds: 1_612_325_106))
    #expect(file.rejected.map(\.reason) == [.series, .invalidRating])
  }

  @Test func `a year of Trakt that cannot be one is unknown`() throws {
    for year in ["-1", "0", "10000", "1e30", "\"1995\"", "null"] {
      let file = try read(#"[{"listed_at":"2021-02-03","movie":{"title":"Heat","year":\#(year)}}]"#)
      #expect(file.entries.map(\.year) == [nil], "\(year)")
    }
  }

  @Test(arguments: [
    ("1/31/24", "2024-01-31"), ("2024-01-31", "2024-01-31"), ("31/01/2024", "2024-01-31"), ("31.1.24", "2024-01-31"),
  ])
  func `the viewing history of Netflix has no years, and dates as is usual in a country`(
    written: String, iso: String
  ) throws {
    let file = try read("Title,Date\n\"Heat\",\"\(written)\"\n\"Dark: Season 1: Lies\",\"\(written)\"\n")
    #expect(file.source == .netflix)
    #expect(
      file.entries == [HistoryEntry(row: 1, titles: ["Heat"], year: nil, acts: [HistoryAct(.watch, at: try day(iso))])])
    #expect(file.rejected == [RejectedRow(row: 2, title: "Dark: Season 1: Lies", reason: .series)])
  }

  @Test func `one date with a day above 12 tells the order of all dates of a Netflix file`() throws {
    let file = try read("Title,Date\nHeat,03/02/24\nRan,31/01/24\n")
    #expect(file.entries.flatMap(\.acts).map(\.at) == [try day("2024-02-03"), try day("2024-01-31")])
  }

  @Test func `the layout that Letterboxd imports is read, too`() throws {
    let file = try read("tmdbID,imdbID,Title,Year,Rating,WatchedDate\r\n949,tt0113277,Heat,1995,4.5,2021-02-03\r\n")
    #expect(file.source == .letterboxd)
    #expect(file.entries[0].ids == ExternalIDs(imdb: 113_277, tmdb: 949))
    #expect(file.entries[0].acts == [HistoryAct(.watch, at: try day("2021-02-03")), try rate(9, "2021-02-03")])
  }

  @Test func `bad rows are rejected one by one with a reason`() throws {
    let file = try read(
      """
      Date,Name,Year,Letterboxd URI,Rating
      2021-03-14,Heat,1995,https://boxd.it/1,4.25
      2021-03-14,Heat,1995,https://boxd.it/1,
      2021-13-14,Heat,1995,https://boxd.it/1,4
      2126-03-14,Heat,1995,https://boxd.it/1,4
      2021-03-14,,1995,https://boxd.it/1,4
      2021-03-14,"Heat" 2,1995,https://boxd.it/1,4
      2021-03-14,\(String(repeating: "x", count: 700)),1995,https://boxd.it/1,4
      2021-03-14,Heat,1995,https://boxd.it/1,4
      """)
    #expect(
      file.rejected.map(\.reason) == [
        .invalidRating, .noRating, .invalidDate, .futureDate, .noTitle, .malformed, .noTitle,
      ])
    #expect(file.entries.map(\.row) == [8])
  }

  @Test(arguments: [
    "userId,movieId,rating,timestamp\n1,2,3,4\n", "Date;Name;Year;Letterboxd URI;Rating\n2021-03-14;Heat;1995;u;4\n",
    "a\n", "PK", "{}", #"[{"a":1}]"#, "<html></html>",
    "Name,Year\nHeat,1995\n",
  ])
  func `any other file is refused`(text: String) {
    #expect(throws: HistoryFileError.unknownLayout) { try read(text) }
  }

  @Test(arguments: ["", " \n\n"])
  func `an empty file is refused`(text: String) { #expect(throws: HistoryFileError.empty) { try read(text) } }

  @Test func `files in other encodings and compressions are refused`() {
    for beginning: [UInt8] in [[0x1F, 0x8B, 8, 0], [0xFF, 0xFE, 0x44, 0], Array("BZh9".utf8)] {
      #expect(throws: HistoryFileError.notPlainText) {
        try HistoryFile.read((beginning + [65, 66])[...], name: "x", at: Self.now)
      }
    }
  }

  @Test func `more rows than anybody has are refused`() {
    let row = "2021-03-14,Heat,1995,u,4\n"
    let text = "Date,Name,Year,Letterboxd URI,Rating\n" + String(repeating: row, count: HistoryFile.maximumRows + 1)
    #expect(throws: HistoryFileError.tooManyRows(limit: HistoryFile.maximumRows)) { try read(text) }
  }
}
