import Domain
import HistoryFiles
import Testing

struct HistoryFileTests {
  private static let now = Timestamp(seconds: 1_795_428_930)

  private func read(
    _ text: String, name: String = "export", list: HistoryList? = nil
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
  func `the name of a Letterboxd file says which list it is`(name: String, kind: HistoryAct.Kind) throws {
    let file = try read("Date,Name,Year,Letterboxd URI\n2021-03-15,Heat,1995,https://boxd.it/1\n", name: name)
    #expect(file.entries.first?.acts == [HistoryAct(kind, at: try day("2021-03-15"))])
  }

  @Test func `a Letterboxd list under any other name is refused unless the client says what it is`() throws {
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

  @Test func `the older IMDb layout of ratings is read, with its own columns and dates`() throws {
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

  @Test(arguments: [
    ("1/31/24", "2024-01-31"), ("2024-01-31", "2024-01-31"), ("31/01/2024", "2024-01-31"), ("31.1.24", "2024-01-31"),
  ])
  func `the viewing history of Netflix has no years, and dates in the order of a country`(
    written: String, iso: String
  ) throws {
    let file = try read("Title,Date\n\"Heat\",\"\(written)\"\n\"Dark: Season 1: Lies\",\"\(written)\"\n")
    #expect(file.source == .netflix)
    #expect(
      file.entries == [HistoryEntry(row: 1, titles: ["Heat"], year: nil, acts: [HistoryAct(.watch, at: try day(iso))])])
    #expect(file.rejected == [RejectedRow(row: 2, title: "Dark: Season 1: Lies", reason: .series)])
  }

  @Test func `one date with a day above 12 decides the order of all dates in a Netflix file`() throws {
    let file = try read("Title,Date\nHeat,03/02/24\nRan,31/01/24\n")
    #expect(file.entries.flatMap(\.acts).map(\.at) == [try day("2024-02-03"), try day("2024-01-31")])
  }

  @Test func `the layout that Letterboxd imports is read, too`() throws {
    let file = try read("tmdbID,imdbID,Title,Year,Rating,WatchedDate\r\n949,tt0113277,Heat,1995,4.5,2021-02-03\r\n")
    #expect(file.source == .letterboxd)
    #expect(file.entries[0].ids == ExternalIDs(imdb: 113_277, tmdb: 949))
    #expect(file.entries[0].acts == [HistoryAct(.watch, at: try day("2021-02-03")), try rate(9, "2021-02-03")])
  }

  @Test func `each bad row is rejected with a reason`() throws {
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
        .invalidRating, .noRating, .invalidDate, .futureDate, .noTitle, .malformed, .titleTooLong,
      ])
    #expect(file.rejected.last?.title == String(repeating: "x", count: 200) + "…")
    #expect(file.entries.map(\.row) == [8])
  }

  @Test(arguments: [
    ("userId,movieId,rating,timestamp\n1,2,3,4\n", "its first line is 'userId,movieId,rating,timestamp'"),
    ("\r\n  a\u{202E}\r\nb", "its first line is 'a\\u{202E}'"), ("PK", "its first line is 'PK'"),
    ("Name,Year\nHeat,1995\n", "its first line is 'Name,Year'"), ("{}", "it is JSON, but not a list"),
    ("<html></html>", "its first line is '<html></html>'"), ("\u{FEFF}[ ]", "it is an empty JSON list"),
    ("[1]", "it is a JSON list of something else than movies"),
    (#"[{"b":1,"a":{"movie":1}}]"#, "it is a JSON list of elements with 'a', 'b'"),
    (#"[{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}]"#, "with 'a', 'b', 'c', 'd', 'e' and 2 more"),
  ])
  func `any other file is refused, and the error says what it is and what is expected`(text: String, found: String) {
    let error = #expect(throws: HistoryFileError.self) { try read(text) }
    let sentence = error?.description ?? ""
    #expect(sentence.contains(found + ". Expected: an export of Letterboxd"), "\(sentence)")
  }

  @Test(arguments: ["", " \n\n", "\u{FEFF}", "\u{FEFF}\r\n"])
  func `an empty file is refused`(text: String) { #expect(throws: HistoryFileError.empty) { try read(text) } }

  @Test func `files in other encodings and compressions are refused, and the error says what to do`() {
    let text = "Title,Date\n"
    for (bytes, advice) in [
      ([0x1F, 0x8B, 8, 0, 65], "is compressed (gzip): unpack it first"),
      (Array("BZh9xxx".utf8), "is compressed (bzip2): unpack it first"),
      ([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0), 0] }, "is in UTF-16: save it in UTF-8 first"),
      (text.utf16.flatMap { [0, UInt8($0)] }, "is in UTF-16: save it in UTF-8 first"),
    ] as [([UInt8], String)] {
      let error = #expect(throws: HistoryFileError.self) {
        try HistoryFile.read(bytes[...], name: "x", at: Self.now)
      }
      #expect(error?.description == advice)
    }
  }

  @Test func `a file in an unknown encoding is refused at the first title that shows it`() throws {
    let head = Array("Date,Name,Year,Letterboxd URI,Rating\n2021-03-14,Heat,1995,u,4\n".utf8)
    // Брат in Windows-1251, Ζορμπάς in ISO 8859-7, Amélie in Windows-1252.
    let brother: [UInt8] = [0xC1, 0xF0, 0xE0, 0xF2]
    let zorba: [UInt8] = [0xC6, 0xEF, 0xF1, 0xEC, 0xF0, 0xDC, 0xF2]
    let amelie: [UInt8] = [0x41, 0x6D, 0xE9, 0x6C, 0x69, 0x65]
    func row(_ title: [UInt8]) -> [UInt8] { Array("2021-03-14,".utf8) + title + Array(",1995,u,4\n".utf8) }
    for title in [brother, zorba] {
      #expect(throws: HistoryFileError.unknownEncoding(row: 3)) {
        try HistoryFile.read((head + row(amelie) + row(title))[...], name: "x", at: Self.now)
      }
    }
    let read = try HistoryFile.read((head + row(amelie) + row(Array("Брат".utf8)))[...], name: "x", at: Self.now)
    #expect(read.entries.map(\.titles) == [["Heat"], ["Amélie"], ["Брат"]])
  }

  @Test func `more rows than anybody has are refused`() {
    let row = "2021-03-14,Heat,1995,u,4\n"
    let text = "Date,Name,Year,Letterboxd URI,Rating\n" + String(repeating: row, count: HistoryFile.maximumRows + 1)
    #expect(throws: HistoryFileError.tooManyRows(limit: HistoryFile.maximumRows)) { try read(text) }
  }

  @Test func `a title that is too long once decoded, or despite an id next to it, is rejected as too long`() throws {
    // Each of these letters has one byte in Windows-1252 and two in UTF-8.
    let head = Array("Const,Your Rating,Date Rated,Title,Original Title\ntt1,4,2021-03-14,".utf8)
    let bytes = head + [UInt8](repeating: 0xE9, count: 400) + Array(",\n".utf8)
    let file = try HistoryFile.read(bytes[...], name: "x", at: Self.now)
    #expect(file.rejected.map(\.reason) == [.titleTooLong] && file.entries.isEmpty)
    // An original title that is too long is ignored.
    let original = try read(
      "Const,Your Rating,Date Rated,Title,Original Title\ntt1,4,2021-03-14,A,\(String(repeating: "b", count: 700))\n")
    #expect(original.entries.map(\.titles) == [["A"]])
  }

  @Test func `reading a garbage file stops after a thousand rows with bad quotes or fields`() throws {
    let header = "Date,Name,Year,Letterboxd URI,Rating\n"
    let limit = HistoryFileError.tooManyMalformedRows(limit: 1_000)
    for row in ["\"a\"b,c\n", "\"a\n"] {
      #expect(throws: limit) { try read(header + String(repeating: row, count: 1_100)) }
    }
    let good = String(repeating: "2021-03-14,Heat,1995,u,4\n", count: 5)
    let file = try read(header + String(repeating: "\"a\"b,c\n", count: 1_000) + good)
    #expect(file.rejected.count == 1_000 && file.entries.count == 1)
    let json = #"[{"rating":1,"movie":{"title":"A"}},"# + String(repeating: "1,", count: 1_001) + "2]"
    #expect(throws: limit) { try read(json) }
  }

  @Test func `a record of more than 64 KiB is rejected, and those after it are read`() throws {
    let header = "Date,Name,Year,Letterboxd URI,Rating,Review,Watched Date\n"
    func row(_ review: Int) -> String {
      "2021-03-14,Heat,1995,u,4,\"\(String(repeating: "x", count: review))\",2021-03-14\n"
    }
    let file = try read(header + row(65_000) + row(66_000) + row(1))
    #expect(file.rows == 3 && file.rejected == [RejectedRow(row: 2, title: nil, reason: .malformed)])
    #expect(file.entries.map(\.acts.count) == [4])
  }

  @Test(arguments: [
    "Date;Name;Year;Letterboxd URI;Rating\n2021-03-14;Heat;1995;u;3,5\n",
    "Date;Name;Year;Letterboxd URI;Rating;Rewatch;Tags;Watched Date\n14/03/2021;\"Heat\";1995;u;3,5;;\"a;b\";\n",
    "Title;Year;Rating;WatchedDate\r\nHeat;1995;3,5;14.03.2021\r\n",
    "Title;Year;Rating10;WatchedDate\r\nHeat;1995;7,0;14.3.21\r\n",
    "Const;Your Rating;Date Rated;Title;Title Type;Year\ntt1;7;14.03.2021;Heat;Movie;1995\n",
    "\"movie_id\";\"imdb_id\";\"tmdb_id\";\"rating\";\"average_rating\";\"title\"\n1;1;;3,5;4,01;Heat (1995)\n",
    "TMDb ID;IMDb ID;Type;Name;Release Date;Your Rating;Date Rated\n1;tt1;movie;Heat;1995-12-15;7,0;14.03.2021 10:00\n",
  ])
  func `semicolons may separate fields, with decimal commas and the day first, as spreadsheets save them`(
    text: String
  ) throws {
    for text in [text, "\u{FEFF}" + text] {
      let file = try read(text)
      #expect(file.rejected == [] && file.entries.map(\.titles) == [["Heat"]] && file.entries.map(\.year) == [1995])
      let rating = try #require(file.entries.first?.acts.first { $0.kind == .rate(Rating(halfStars: 7)) })
      #expect(rating.at == nil ? file.source == .movielens : rating.at == (try day("2021-03-14")))
    }
    for date in ["3.4.21", "3/4/21"] {
      #expect(
        try read("\r\n\nTitle;Date\nHeat;\(date)\n").entries.first?.acts.first?.at == (try day("2021-04-03")), "\(date)"
      )
    }
  }

  @Test(arguments: [
    ("2021-03-14", "2021-03-14"), ("14/03/2021", "2021-03-14"), ("3/14/2021", "2021-03-14"),
    ("2021/3/14", "2021-03-14"), ("14. 3. 2021", "2021-03-14"), ("3/4/2021 10:15", "2021-03-04"),
    ("1.2.2021", "2021-02-01"), ("Sun Mar 14 09:26:53 2021", "2021-03-14"), ("31/02/2021", nil), ("3/14", nil),
    ("14/03/1969", nil), ("yesterday", nil), ("0/0/0", nil), ("-1/2/2021", "2021-01-02"),
  ])
  func `dates are read in every form that spreadsheets write`(written: String, iso: String?) throws {
    let file = try read("Date,Name,Year,Letterboxd URI,Rating\n\(written),Heat,1995,u,4\n")
    #expect(file.entries.first?.acts.first?.at == (try iso.map(day)))
    #expect(file.rejected.map(\.reason) == (iso == nil ? [.invalidDate] : []))
  }

  @Test func `a half in a rating out of ten is rounded up`() throws {
    let head = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    for (written, halfStars) in [("7.0", 7), ("7.5", 8), ("0.5", 1), ("10", 10), ("0", 0), ("10.5", 0), ("x", 0)] {
      let file = try read(head + "550,,movie,Fight Club,1999-10-15T00:00:00Z,,,8.4,\(written),2024-01-15\n")
      #expect(
        file.entries.map(\.acts) == (halfStars == 0 ? [] : [[try rate(halfStars, "2024-01-15")]]), "\(written)")
    }
  }

  @Test func `an IMDb list is what its name or the client says, and its ratings are read`() throws {
    let text = """
      Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,Year,Your Rating,Date Rated
      1,tt0113277,2023-07-09,2024-02-01,,Heat,Heat,u,Movie,1995,9,2024-02-01
      2,tt0089881,2023-07-10,2023-07-10,,Ran,Ran,u,Movie,1985,,
      """
    let wanted = HistoryAct(.want, at: try day("2023-07-09"))
    let file = try read(text, name: "WATCHLIST.csv")
    #expect(file.source == .imdb && file.list == .watchlist && file.rejected == [])
    #expect(
      file.entries.map(\.acts) == [
        [wanted, try rate(9, "2024-02-01")], [HistoryAct(.want, at: try day("2023-07-10"))],
      ])
    #expect(throws: HistoryFileError.unnamedList) { try read(text, name: "best.csv") }
    #expect(try read(text, name: "best.csv", list: .likes).entries.last?.acts.map(\.kind) == [.like])
  }

  @Test func `a title with colons is a movie, and an episode in any language is not`() throws {
    let films = [
      "Mission: Impossible", "Kill Bill: Vol. 2", "Star Wars: Episode IV: A New Hope", "Alien: Romulus: ", ": :", "A:B",
      "Dune: Part Two", "Book of Shadows: Blair Witch 2",
    ]
    let episodes = [
      "Dark: Season 1: Lies", "Dark: Staffel 1: Lügen", "Lupin: Part 3: Chapter 1", "Maid: Limited Series: Ponies",
      "Dom: Sezon 2: A", "Дом: Сезон 2: А",
    ]
    let rows = (films + episodes).map { "\"\($0)\",1/31/24\n" }.joined()
    let file = try read("Title,Date\n" + rows)
    #expect(file.entries.flatMap(\.titles) == films.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 })
    #expect(file.rejected.map(\.reason) == episodes.map { _ in .series })
  }

  @Test func `columns may be repeated, in another order, or missing, and rows may be too short or too long`() throws {
    let file = try read(
      """
      Rating,Date,Name,Name,Year,Letterboxd URI
      4,2021-03-14,Heat,x,1995,u
      4,2021-03-14,Ran
      4,2021-03-14,Duel,x,1971,u,1,2,3
      """)
    #expect(file.rejected == [] && file.entries.map(\.titles) == [["Heat"], ["Ran"], ["Duel"]])
    #expect(file.entries.map(\.year) == [1995, nil, 1971])
  }
}
