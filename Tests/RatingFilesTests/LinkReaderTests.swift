import Domain
import Testing

@testable import RatingFiles

struct LinkReaderTests {
  private let folder = RatingFolder()

  private func links(_ text: String) throws -> [ParsedRow<MovieLink>] {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1112486027\n")
    folder.write("links.csv", text)
    guard var reader = try DataSource.open(folder.path).readLinks() else { return [] }
    var rows: [ParsedRow<MovieLink>] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  @Test func `ids keep their number without leading zeros, and a blank one is unknown`() throws {
    let rows = try links("movieId,imdbId,tmdbId\n1,0114709,862\n2,0113497,\n3,10872600,634649.0\n")
    #expect(
      rows == [
        .accepted(MovieLink(movie: 1, ids: ExternalIDs(imdb: 114_709, tmdb: 862))),
        .accepted(MovieLink(movie: 2, ids: ExternalIDs(imdb: 113_497, tmdb: nil))),
        .accepted(MovieLink(movie: 3, ids: ExternalIDs(imdb: 10_872_600, tmdb: 634_649))),
      ])
  }

  @Test func `an invalid id is left out and reported, and a repeated movie counts once`() throws {
    let rows = try links("movieId,imdbId,tmdbId\n1,nm0114709,-5\nx,1,1\n1,0114709,862\n")
    guard case .mended(let link, let remark) = rows[0], case .rejected(let second) = rows[1],
      case .rejected(let third) = rows[2]
    else {
      Issue.record("\(rows)")
      return
    }
    #expect(link == MovieLink(movie: 1, ids: .none))
    #expect(remark.sentence == "'nm0114709' is not an id of IMDb; '-5' is not an id of TMDb")
    #expect(second.sentence == "'x' is not a movie id" && third.reason == "listed twice")
  }

  @Test func `a data set without the file has no links, and one without the columns is refused`() throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1112486027\n")
    #expect(try DataSource.open(folder.path).links == nil)
    #expect(throws: RatingFileError.self) { try links("movieId,tmdbId\n1,862\n") }
  }
}
