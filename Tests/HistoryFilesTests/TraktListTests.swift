import Domain
import Testing

@testable import HistoryFiles

struct TraktListTests {
  private static let heat =
    #""movie":{"title":"Heat","year":1995,"ids":{"trakt":1,"slug":"heat-1995","imdb":"tt0113277","tmdb":949}}"#

  private func read(
    _ text: String, name: String = "export.json", list: HistoryList? = nil
  ) throws(HistoryFileError) -> HistoryFile {
    try HistoryFile.read(Array(text.utf8)[...], name: name, list: list, at: Timestamp(seconds: 1_795_428_930))
  }

  private static let noon = Timestamp(seconds: 1_612_325_106)

  @Test func `ratings are halved and have ids, and those of series are skipped`() throws {
    let file = try read(
      #"""
      \u{FEFF}[{"rated_at":"2021-02-03T04:05:06.000Z","rating":9,"type":"movie",\#(Self.heat)},
       {"rated_at":"2021-02-03T04:05:06.000Z","rating":9,"type":"show","show":{"title":"Twin Peaks","year":1990}},
       {"rated_at":"2021-02-03T04:05:06.000Z","rating":11,"type":"movie",\#(Self.heat)},
       {"rated_at":"2021-02-03T04:05:06.000Z","rating":null,"type":"movie",\#(Self.heat)},
       {"rated_at":"soon","rating":1,"type":"movie",\#(Self.heat)}, {"rating":1,"movie":{}}, 7]
      """#.replacing("\\u{FEFF}", with: "\u{FEFF}"))
    #expect(file.source == .trakt && file.rows == 7 && file.list == nil)
    #expect(
      file.entries == [
        HistoryEntry(
          row: 1, titles: ["Heat"], year: 1995, ids: ExternalIDs(imdb: 113_277, tmdb: 949),
          acts: [HistoryAct(.rate(Rating(halfStars: 9)), at: Self.noon)])
      ])
    #expect(
      file.rejected.map(\.reason) == [.series, .invalidRating, .noRating, .invalidDate, .noTitle, .malformed])
    #expect(file.rejected[0].title == "Twin Peaks")
  }

  @Test func `a row with an id and a future date, but without a title, is rejected`() throws {
    let file = try read(
      #"[{"rated_at":"2099-01-01T00:00:00Z","rating":8,"movie":{"ids":{"imdb":"tt0114709"}}}]"#)
    #expect(file.rejected.map(\.reason) == [.futureDate] && file.rejected[0].title == nil)
  }

  @Test(arguments: ["watched_at", "last_watched_at"])
  func `a history says when a movie was watched`(name: String) throws {
    let file = try read(#"[{"plays":2,"\#(name)":"2021-02-03T04:05:06.000Z",\#(Self.heat)}]"#)
    #expect(file.entries.map(\.acts) == [[HistoryAct(.watch, at: Self.noon)]])
  }

  @Test(arguments: [
    ("lists-watchlist.json", HistoryAct.Kind.want), ("lists-watchlist-12.json", .want), ("Watchlist.json", .want),
    ("mara/lists/watchlist.json", .want), ("lists-favorites.json", .like), ("lists-list-7-best.json", nil),
    ("lists-list-7-watchlist.json", nil), ("lists-list-7-watchlist-2.json", nil), ("lists/watchlist-xmas.json", nil),
    ("export.json", nil), ("", nil),
  ])
  func `a list is the watchlist or the favourites only if its name says so`(
    name: String, kind: HistoryAct.Kind?
  ) throws {
    let text = #"[{"rank":1,"listed_at":"2021-02-03T04:05:06.000Z","type":"movie",\#(Self.heat)}]"#
    guard let kind else {
      #expect(throws: HistoryFileError.unnamedList) { try read(text, name: name) }
      let told = try read(text, name: name, list: .watched)
      #expect(told.list == .watched && told.entries.map(\.acts) == [[HistoryAct(.seen, at: Self.noon)]])
      return
    }
    #expect(try read(text, name: name).entries.map(\.acts) == [[HistoryAct(kind, at: Self.noon)]])
    let undated = #"[{"type":"movie","notes":null,\#(Self.heat)}]"#
    #expect(try read(undated, name: name).entries.map(\.acts) == [[HistoryAct(kind, at: nil)]])
  }

  @Test(arguments: [
    #"[{"collected_at":"2021-02-03T04:05:06.000Z",\#(TraktListTests.heat)}]"#,
    #"[{"hidden_at":"2021-02-03T04:05:06.000Z",\#(TraktListTests.heat)}]"#,
    #"[{"liked_at":"2021-02-03T04:05:06.000Z","type":"list","list":{"name":"movie"}}]"#,
  ])
  func `files of Trakt about something else are refused`(text: String) {
    let error = #expect(throws: HistoryFileError.self) { try read(text) }
    #expect(error?.description.contains("it is a JSON list of elements with '") == true)
  }

  @Test func `the Trakt zip is read, except for the user's own lists and anything that is not about movies`() throws {
    func dated(_ name: String) -> String { #"[{"\#(name)":"2021-02-03T04:05:06.000Z",\#(Self.heat)}]"# }
    let members: [Zip.Member] = [
      .text("user-profile.json", #"{"username":"mara"}"#), .text("lists-list-7-best.json", dated("listed_at")),
      .text("collection-movies-1.json", dated("collected_at")), .text("ratings-shows.json", "[]"),
      .text("lists-lists.json", #"[{"name":"best","ids":{"trakt":7}}]"#),
    ]
    func read(_ members: [Zip.Member], list: HistoryList? = nil) throws(HistoryFileError) -> HistoryFile {
      try HistoryFile.read(
        Zip.archive(members)[...], name: "trakt.zip", list: list, at: Timestamp(seconds: 1_795_428_930))
    }
    #expect(throws: HistoryFileError.unnamedList) { try read(members) }
    #expect(try read(members, list: .likes).entries.map(\.acts) == [[HistoryAct(.like, at: Self.noon)]])
    let file = try read(
      members + [
        .text("lists-watchlist.json", dated("listed_at")), .text("watched-history-1.json", dated("watched_at")),
        .text("ratings-movies.json", #"[{"rated_at":"2021-02-03T04:05:06.000Z","rating":9,\#(Self.heat)}]"#),
      ])
    #expect(file.source == .trakt && file.rows == 3 && file.rejected == [])
    #expect(file.entries.map { $0.acts.map(\.kind) } == [[.want, .watch, .rate(Rating(halfStars: 9))]])
  }

  @Test func `an impossible year counts as unknown`() throws {
    for year in ["-1", "0", "10000", "1e30", "\"1995\"", "null"] {
      let file = try read(#"[{"rating":7,"movie":{"title":"Heat","year":\#(year)}}]"#)
      #expect(file.entries.map(\.year) == [nil], "\(year)")
    }
  }

  @Test func `an element of more than 64 KiB is rejected, and those after it are read`() throws {
    func element(_ size: Int) -> String {
      #"{"rating":7,"movie":{"title":"Heat","overview":"\#(String(repeating: "x", count: size))"}}"#
    }
    let file = try read("[\(element(66_000)), \(element(65_000)),\(element(70_000))]")
    #expect(
      file.rows == 3 && file.rejected.map(\.row) == [1, 3] && file.rejected.map(\.reason) == [.malformed, .malformed])
    #expect(file.entries.map(\.row) == [2])
    let names = (0..<201).map { #""\#($0)":1"# }.joined(separator: ",")
    let wide = try read(#"[{"rating":7,"movie":{"title":"Heat"}},{"rating":7,"movie":{\#(names)}}]"#)
    #expect(wide.rejected.map(\.row) == [2])
    let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
    let marked = "x" + String(repeating: "\u{301}", count: 31)
    let odd = try read(
      #"[{"a":1,"a":1},"\ud800",1e999,"\#(marked)",\#(deep),{"rating":7,"movie":{"title":"A"}}]"#)
    #expect(odd.rejected.map(\.row) == [1, 2, 3, 4, 5] && odd.entries.map(\.row) == [6])
  }

  @Test(arguments: [
    ("", "unexpected end of the text, at byte 40"), ("]]", "more text after the value, at byte 41"),
    ("]x", "more text after the value, at byte 41"), (",", "unexpected end of the text, at byte 41"),
    (",]", "unexpected end of the text, at byte 41"), (",,1]", "unexpected end of the text, at byte 41"),
    (" 1]", "more text after the value, at byte 41"), (",{]}]", "unexpected end of the text, at byte 45"),
    (#",{"a":"]"#, "unexpected end of the text, at byte 48"), (",\u{1}]", "unexpected character, at byte 41"),
    (#","\q"]"#, "unknown escape in a string, at byte 42"),
  ])
  func `invalid JSON is refused, and the error says where it is invalid`(rest: String, reason: String) {
    let text = #"[{"rating":7,"movie":{"title":"[,]\"{"}}"#
    #expect(text.utf8.count == 40)
    #expect(throws: HistoryFileError.invalidJSON(reason: reason)) { try read(text + rest) }
  }

  @Test func `brackets, commas and quotes in texts are text`() throws {
    let file = try read(#" [ {"rating":7,"movie":{"title":"[,]\"{ \\"}} , {"rating":7,"movie":{"title":"Ran"}} ] "#)
    #expect(file.entries.map(\.titles) == [[#"[,]"{ \"#], ["Ran"]])
  }

  @Test func `a list with any one byte changed is either read or refused`() {
    let text = Array(#"[{"rating":7,"rated_at":"2021-02-03T04:05:06Z",\#(Self.heat)}, {"rating":7,"movie":{}}]"#.utf8)
    for position in text.indices {
      for value in [0, 0x22, 0x2C, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0xFF] as [UInt8] {
        var damaged = text
        damaged[position] = value
        _ = try? read(String(decoding: damaged, as: UTF8.self))
      }
      _ = try? read(String(decoding: text[..<position], as: UTF8.self))
    }
  }
}
