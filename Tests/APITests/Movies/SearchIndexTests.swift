import Domain
import Testing

@testable import API

struct SearchIndexTests {
  private static let titles = [
    "M (1931)", "Up (2009)", "It (1990)", "The (1999)", "Misérables, Les (1995)", "Schindler's List (1993)",
    "M*A*S*H (1970)", "City of Lost Children, The (Cité des enfants perdus, La) (1995)", "Star Wars (1977)",
    "Star Trek: First Contact (1996)", "Lone Star (1996)", "Starship Troopers (1997)", "2001: A Space Odyssey (1968)",
    "Æon Flux (2005)", "Straße, Die (1954)", "七人の侍 (1954)", "살인의 추억 (2003)", "Romeo + Juliet (1996)",
  ]
  private let index = SearchIndex(
    Self.titles.enumerated().map { Movie(id: MovieID($0), title: $1, genres: [], date: nil) })

  private func found(_ query: String) -> [String] {
    index.matches(query).sorted { ($0.fit, $0.position) < ($1.fit, $1.position) }.map { Self.titles[$0.position] }
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
  ])
  func `what people type finds the film they mean first`(query: String, title: String) {
    #expect(found(query).first ?? "" == title)
  }

  @Test func `the title itself comes before those that begin with it, whole words and beginnings of words`() {
    #expect(
      found("star") == [
        "Star Wars (1977)", "Star Trek: First Contact (1996)", "Starship Troopers (1997)", "Lone Star (1996)",
      ])
    #expect(found("star wars") == ["Star Wars (1977)"])
    #expect(found("wa st") == ["Star Wars (1977)"])
  }

  @Test func `every word must be found, in another word of the title or the same`() {
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
  func `odd input finds nothing, or something, and never fails`(query: String) {
    #expect(index.matches(query).count <= Self.titles.count)
  }

  @Test func `an empty catalogue has nothing to find`() {
    #expect(SearchIndex([]).matches("a").isEmpty)
  }

  @Test func `the films with a prefix are those that brute force finds`() {
    var state: UInt64 = 1
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    // Two letters at least: those that stand alone are put together.
    func word() -> String { String((0..<2 + random(3)).map { _ in Array("abc")[random(3)] }) }
    let movies = (0..<200).map {
      Movie(id: MovieID($0), title: "\(word()) \(word()) x\(word())", genres: [], date: nil)
    }
    let index = SearchIndex(movies)
    for _ in 0..<300 {
      let query = [word(), word()].prefix(1 + random(2))
      let expected = movies.indices.filter { position in
        query.allSatisfy { prefix in movies[position].title.split(separator: " ").contains { $0.hasPrefix(prefix) } }
      }
      #expect(index.matches(query.joined(separator: " ")).map(\.position) == expected, "\(query)")
    }
  }
}
