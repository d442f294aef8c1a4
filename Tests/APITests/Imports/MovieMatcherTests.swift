import Domain
import Testing

@testable import API

struct MovieMatcherTests {
  private func movie(_ id: MovieID, _ title: String, imdb: Int? = nil, tmdb: Int? = nil) -> Movie {
    Movie(
      id: id, title: title, genres: [],
      date: Title.year(in: title).flatMap { CalendarDate(year: $0, month: 1, day: 1) },
      externalIDs: ExternalIDs(imdb: imdb, tmdb: tmdb))
  }

  @Test func `an id decides the match, whatever the title says`() {
    let matcher = MovieMatcher([movie(1, "Heat (1995)", imdb: 7), movie(2, "Ran (1985)", tmdb: 8)])
    #expect(matcher.match(["Ran"], year: 1985, ids: ExternalIDs(imdb: 7, tmdb: nil)) == .matched(0))
    #expect(matcher.match(["?"], year: nil, ids: ExternalIDs(imdb: nil, tmdb: 8)) == .matched(1))
  }

  @Test func `ids that point to two movies, and an id that two movies share, need confirming`() {
    let matcher = MovieMatcher([
      movie(1, "Heat (1995)", imdb: 7, tmdb: 9), movie(2, "Ran (1985)", tmdb: 8), movie(3, "Ran (1986)", tmdb: 8),
    ])
    #expect(matcher.match(["Heat"], year: 1990, ids: ExternalIDs(imdb: 7, tmdb: 8)) == .candidates([0, 2, 1]))
    #expect(matcher.match(["X"], year: 1990, ids: ExternalIDs(imdb: nil, tmdb: 8)) == .candidates([2, 1]))
    // The title and the year decide.
    #expect(matcher.match(["Ran"], year: 1986, ids: ExternalIDs(imdb: nil, tmdb: 8)) == .matched(2))
  }

  @Test func `a movie that matches only one of two ids needs confirming unless title and year fit`() {
    let matcher = MovieMatcher([movie(1, "Heat (1995)", imdb: 7, tmdb: 9), movie(2, "Ran (1985)")])
    let ids = ExternalIDs(imdb: 7, tmdb: 8)
    #expect(matcher.match(["Ran"], year: 1985, ids: ids) == .candidates([0]))
    #expect(matcher.match(["Heat"], year: 1995, ids: ids) == .matched(0))
  }

  @Test func `a title never matches a movie with another id`() {
    let matcher = MovieMatcher([movie(1, "Heat (1995)", imdb: 7)])
    #expect(matcher.match(["Heat"], year: 1995, ids: ExternalIDs(imdb: 8, tmdb: nil)) == .unknown)
    #expect(matcher.match(["Heat"], year: 1995, ids: ExternalIDs(imdb: nil, tmdb: 8)) == .matched(0))
  }

  @Test func `a year may differ by one if only one movie fits`() {
    let matcher = MovieMatcher([movie(1, "Heat (1995)"), movie(2, "Dune (1984)"), movie(3, "Dune (1986)")])
    #expect(matcher.match(["Heat"], year: 1996, ids: .none) == .matched(0))
    #expect(matcher.match(["Heat"], year: 1997, ids: .none) == .unknown)
    #expect(matcher.match(["Dune"], year: 1984, ids: .none) == .matched(1))
    #expect(matcher.match(["Dune"], year: 1985, ids: .none) == .candidates([2, 1]))
  }

  @Test func `a title without a year, in the file or in the catalogue, never matches by itself`() {
    let matcher = MovieMatcher([movie(1, "Heat (1995)"), movie(2, "Ran")])
    #expect(matcher.match(["Heat"], year: nil, ids: .none) == .candidates([0]))
    #expect(matcher.match(["Ran"], year: 1985, ids: .none) == .candidates([1]))
  }

  @Test func `two movies of one year with the same title need confirming`() {
    let matcher = MovieMatcher([movie(1, "Hamlet (2000)"), movie(2, "Hamlet (2000)")])
    #expect(matcher.match(["Hamlet"], year: 2000, ids: .none) == .candidates([0, 1]))
  }

  @Test func `close titles of the same year are candidates, the closest first`() {
    let matcher = MovieMatcher([
      movie(1, "Terminator 2: Judgment Day (1991)"), movie(2, "Terminator 2: Judgement Hour (1991)"),
      movie(3, "Terminator 2: Judgment Day (1992)"), movie(4, "Heat (1991)"),
    ])
    #expect(matcher.match(["Terminator 2: Judgement Day"], year: 1990, ids: .none) == .unknown)
    #expect(matcher.match(["Terminator Two: Judgement Day"], year: 1991, ids: .none) == .candidates([0, 1]))
  }

  @Test func `titles of a series are candidates if they share half of the letters of the shorter one`() {
    let matcher = MovieMatcher([movie(1, "Harry Potter: Chamber Locks (2002)")])
    // 11 of 22 letters, and 11 of 23.
    #expect(matcher.match(["Harry Potter: Stone Castle"], year: 2002, ids: .none) == .candidates([0]))
    #expect(matcher.match(["Harry Potter: Stone Castles"], year: 2002, ids: .none) == .unknown)
  }

  @Test func `at most four alternative titles are looked up`() {
    let many = "Base " + (1...90).map { "(Other \($0))" }.joined(separator: " ")
    #expect(TitleKeys.exact(many).prefix(5) == ["base", "other1", "other2", "other3", "other4"])
    #expect(TitleKeys.exact(many).count == 6 && TitleKeys.loose(many).count == 5)
    let matcher = MovieMatcher([movie(1, "Other 4 (1995)"), movie(2, "Other 5 (1995)")])
    #expect(matcher.match([many], year: 1995, ids: .none) == .matched(0))
  }

  @Test func `typing errors in letters beyond ASCII count as one each`() {
    let matcher = MovieMatcher([movie(1, "Девчата и парни (1961)"), movie(2, "七人の侍映画 (1954)")])
    #expect(matcher.match(["Девчатаи парны"], year: 1961, ids: .none) == .candidates([0]))
    #expect(matcher.match(["七人の侍英画"], year: 1954, ids: .none) == .candidates([1]))
    #expect(matcher.match(["七入の侍英画"], year: 1954, ids: .none) == .unknown)
    // Two errors are forgiven only if both titles have eight letters.
    let seven = MovieMatcher([movie(1, "Matilda (1996)")])
    #expect(seven.match(["Matxldax"], year: 1996, ids: .none) == .unknown)
    #expect(seven.match(["Matildax"], year: 1996, ids: .none) == .candidates([0]))
  }
}
