import Domain
import Testing

@testable import API

struct SearchIndexTests {
  private static let titles = [
    "M (1931)", "Up (2009)", "It (1990)", "The (1999)", "Misérables, Les (1995)", "Schindler's List (1993)",
    "M*A*S*H (1970)", "City of Lost Children, The (Cité des enfants perdus, La) (1995)", "Star Wars (1977)",
    "Star Trek: First Contact (1996)", "Lone Star (1996)", "Starship Troopers (1997)", "2001: A Space Odyssey (1968)",
    "Æon Flux (2005)", "Straße, Die (1954)", "七人の侍 (1954)", "살인의 추억 (2003)", "Romeo + Juliet (1996)",
    "Spider-Man (2002)", "Spider-Man 2 (2004)", "X-Men (2000)", "WALL·E (2008)", "Wallet, The (1999)", "8½ (1963)",
    "Iron Man (2008)", "Man in the Iron Mask, The (1998)", "Batman & Robin (1997)", "Spiderwick (2008)",
    "Superman (1978)", "E. T. the Extra-Terrestrial (1982)", "L.A. Confidential (1997)", "Alien³ (1992)",
    "Rocky Ⅳ (1985)", "The ﬁlm № 5 (1990)", "Face/Off (1997)", "２０４６ (2004)", "Ｋｗａｉｄａｎ (1964)",
    "キングコング対ゴジラ (1962)", "Łódź Story (1990)",
  ]
  private static let index = SearchIndex(
    titles.enumerated().map { Movie(id: MovieID($0), title: $1, genres: [], date: nil) })

  private func found(_ query: String) -> [String] {
    Search(query, in: Self.index).matches.sorted { ($0.rank, $0.position) < ($1.rank, $1.position) }.map {
      Self.titles[$0.position]
    }
  }

  @Test(arguments: [
    ("M", "M (1931)"), ("m", "M (1931)"), ("Up", "Up (2009)"), ("it", "It (1990)"), ("the", "The (1999)"),
    ("miserables", "Misérables, Les (1995)"), ("Les Misérables", "Misérables, Les (1995)"),
    ("MISE\u{301}RABLES", "Misérables, Les (1995)"), ("schindlers", "Schindler's List (1993)"),
    ("schindler’s list", "Schindler's List (1993)"), ("schindler", "Schindler's List (1993)"),
    ("mash", "M*A*S*H (1970)"), ("m*a*s*h", "M*A*S*H (1970)"), ("lost children", titles[7]), ("cité", titles[7]),
    ("la cite des enfants perdus", titles[7]), ("children city", titles[7]), ("2001", titles[12]),
    ("odyssey space 2001", titles[12]), ("odyssey 1968", titles[12]), ("aeon", titles[13]), ("strasse", titles[14]),
    ("七人", titles[15]), ("살인", titles[16]), ("사", titles[16]), ("romeo & juliet", titles[17]),
    ("juliet romeo", titles[17]), ("1970", titles[6]), ("wars 1977", titles[8]),
    ("spiderman", "Spider-Man (2002)"), ("spider man", "Spider-Man (2002)"), ("spiderm", "Spider-Man (2002)"),
    ("Spider-Man 2", "Spider-Man 2 (2004)"), ("spiderman 2", "Spider-Man 2 (2004)"), ("xmen", "X-Men (2000)"),
    ("x men", "X-Men (2000)"), ("x-men", "X-Men (2000)"), ("walle", "WALL·E (2008)"), ("wall-e", "WALL·E (2008)"),
    ("wall e", "WALL·E (2008)"), ("bat man", "Batman & Robin (1997)"), ("super-man", "Superman (1978)"),
    ("super man", "Superman (1978)"), ("ironman", "Iron Man (2008)"), ("starwars", "Star Wars (1977)"),
    ("startrek contact", "Star Trek: First Contact (1996)"), ("faceoff", "Face/Off (1997)"),
    ("extraterrestrial", titles[29]), ("et", titles[29]), ("e.t.", titles[29]), ("la confidential", titles[30]),
    ("l a confidential", titles[30]), ("M A S H", "M*A*S*H (1970)"), ("8 1/2", "8½ (1963)"), ("8½", "8½ (1963)"),
    ("８ １/２", "8½ (1963)"), ("8 ½", "8½ (1963)"), ("alien 3", "Alien³ (1992)"), ("alien3", "Alien³ (1992)"),
    ("alien³", "Alien³ (1992)"), ("ALIEN ③", "Alien³ (1992)"), ("rocky iv", "Rocky Ⅳ (1985)"),
    ("rocky ⅳ", "Rocky Ⅳ (1985)"), ("film no 5", titles[33]), ("the ﬁlm", titles[33]), ("2046", "２０４６ (2004)"),
    ("kwaidan", "Ｋｗａｉｄａｎ (1964)"), ("ｉｒｏｎ　ｍａｎ", "Iron Man (2008)"), ("𝐢𝐫𝐨𝐧 𝒎𝒂𝒏", "Iron Man (2008)"),
    ("ｷﾝｸﾞｺﾝｸﾞ", titles[37]), ("lodz", titles[38]), ("ⓧ-ⓜⓔⓝ", "X-Men (2000)"), ("æon", titles[13]),
    ("STRASSE", titles[14]), ("spi\u{AD}der", "Spider-Man (2002)"), ("schindler＇s", titles[5]),
  ])
  func `the first match of a typed query is the movie that the user means`(query: String, title: String) {
    #expect(found(query).first ?? "" == title)
  }

  @Test(arguments: [
    ("8½", ["8", "1", "2"]), ("８ １/２", ["8", "1", "2"]), ("x²", ["x", "2"]), ("H₂O", ["h", "2", "o"]),
    ("ﬁlm", ["film"]), ("ﬃ ﬆ", ["ffi", "st"]), ("①②", ["1", "2"]), ("Ⅳ ⅻ", ["iv", "xii"]), ("ＡＢｃ", ["abc"]),
    ("𝔄𝔷 𝟘𝟿", ["az", "09"]), ("ℌℓ", ["hl"]), ("Ĳ ŉ", ["ij", "n"]), ("ｶﾞ", ["カ"]), ("㌔", ["キロ"]), ("№5", ["no", "5"]),
    ("Batman™", ["batman"]), ("Æther ß Ø Ł đ Þ", ["aether", "ss", "o", "l", "d", "th"]), ("İstanbul", ["istanbul"]),
    ("ΟΔΟΣ οδος", ["οδοσ", "οδοσ"]), ("Hawaiʻi", ["hawaii"]), ("zero\u{200D}width", ["zerowidth"]), ("™®©", []),
  ])
  func `folding turns a text into the words that a user would type`(text: String, words: [String]) {
    #expect(Folding.words(text) == words)
  }

  @Test func `a movie has the words of its title, and not those of the movie after it`() {
    let index = SearchIndex(
      ["Alpha", "Beta"].enumerated().map { Movie(id: MovieID($0), title: $1, genres: [], date: nil) })
    for word in 0..<2 {
      #expect((0..<3).map { index.has($0, word) } == (0..<3).map { $0 == word })
    }
  }

  @Test func `a word that occurs in a title is not split`() {
    #expect(found("superman") == ["Superman (1978)"])
    #expect(found("man iron").first == "Iron Man (2008)" && found("ironmask").contains(Self.titles[25]))
    #expect(found("ironrobin").isEmpty)
  }

  @Test func `exact titles rank before titles that begin with the query, whole words and word prefixes`() {
    #expect(
      found("star") == [
        "Star Wars (1977)", "Star Trek: First Contact (1996)", "Starship Troopers (1997)", "Lone Star (1996)",
      ])
    #expect(found("star wars") == ["Star Wars (1977)"])
    #expect(found("wa st") == ["Star Wars (1977)"])
  }

  @Test func `every word of the query must match some word of the title`() {
    #expect(found("star wars trek").isEmpty)
    #expect(found("star st").count == 4 && found("star st").contains("Starship Troopers (1997)"))
    #expect(
      found("star star") == [
        "Star Wars (1977)", "Star Trek: First Contact (1996)", "Lone Star (1996)", "Starship Troopers (1997)",
      ])
  }

  @Test(arguments: [
    "", " ", "*", "'", "%", "\u{0}", "\u{202e}", "🎬", "((", "\u{301}", "\\", "../..", "<script>", "' OR 1=1 --",
    String(repeating: "m ", count: 5_000), String(repeating: "é", count: 5_000), "\u{FFFF}", "\u{10FFFF}",
  ])
  func `a search for odd input never fails`(query: String) {
    #expect(Search(query, in: Self.index).matches.count <= Self.titles.count)
  }

  @Test func `a search in an empty catalogue finds nothing`() {
    #expect(Search("a", in: SearchIndex([])).matches.isEmpty)
  }

  @Test func `the index finds the same movies for prefixes as a brute-force search`() {
    var state: UInt64 = 1
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    // Two letters at least, since the index joins single letters.
    func word() -> String { String((0..<2 + random(3)).map { _ in Array("abc")[random(3)] }) }
    let movies = (0..<200).map {
      Movie(id: MovieID($0), title: "\(word()) \(word()) x\(word())", genres: [], date: nil)
    }
    let index = SearchIndex(movies)
    let titles = movies.map { $0.title.split(separator: " ").map(String.init) }
    func has(_ title: [String], _ prefix: String) -> Bool { title.contains { $0.hasPrefix(prefix) } }
    /// Whether `word` is one word of the title and the beginning of the next.
    func hasHalves(_ title: [String], _ word: String) -> Bool {
      zip(title, title.dropFirst()).contains { left, right in
        word.hasPrefix(left) && word.count > left.count && right.hasPrefix(word.dropFirst(left.count))
      }
    }
    for _ in 0..<300 {
      let query = [word(), word()].prefix(1 + random(2))
      let pair = query.joined()
      let expected = movies.indices.filter { position in
        let title = titles[position]
        // Three letters could begin too many words.
        if pair.count > 3, (1...title.count).contains(where: { title.prefix($0).joined() == pair }) { return true }
        return query.allSatisfy { word in
          let isKnown = titles.contains { has($0, word) || has($0, pair) }
          return has(title, word) || has(title, pair) || !isKnown && hasHalves(title, word)
        }
      }
      let exact = Search(query.joined(separator: " "), in: index).matches.filter { !$0.isCorrected }
      #expect(exact.map(\.position) == expected, "\(query)")
    }
  }
}
